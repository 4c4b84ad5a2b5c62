"""Runs the command line as `python -m zhengmai`."""

from zhengmai.cli import main

if __name__ == "__main__":
    main()
