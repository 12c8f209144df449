"""Many stories, one event: claims of many reports grouped into incidents, with who agrees, denies, or tells otherwise."""
