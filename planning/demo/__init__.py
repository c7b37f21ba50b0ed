"""What the invented region plans. Names of ORPs and their population are real, all else is made up."""
