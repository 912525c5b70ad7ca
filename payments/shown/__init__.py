"""What the pages of payments show, worked out before a template sees it."""
