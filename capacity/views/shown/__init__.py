"""What the pages of customers and providers show, worked out before a template sees it."""
