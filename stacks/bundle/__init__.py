"""What a plan needs from elsewhere, listed for mirrors and sites without a way out, and the digests of its images."""
