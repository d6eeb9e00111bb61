"""What moved between two results: of the working file, of published versions, of assessments."""
