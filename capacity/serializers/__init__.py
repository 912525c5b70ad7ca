"""What the API reads and tells. Bodies are read strictly; answers are told for one reader."""
