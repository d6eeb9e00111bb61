"""The season of an assessment: what is done, what is open and who acts."""
