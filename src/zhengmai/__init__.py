"""Zhengmai 政脉: Chinese government plans as a linked-data knowledge graph."""

__version__ = "0.1.0"
