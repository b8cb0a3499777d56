"""Teaching the network that puts free wordings in plain words; needs torch, and runs by hand."""
