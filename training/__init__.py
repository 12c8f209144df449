"""The corpus, and what trains and measures the model of `reports`. Not part of the installed package."""
