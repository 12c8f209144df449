"""Many stories, one event: claims of many reports grouped into incidents, and who agrees, denies or differs."""
