"""The routes of the service, one module for each kind of address."""
