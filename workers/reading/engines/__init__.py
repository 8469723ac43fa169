"""The engines that can read: each module makes one and says whether it works on this machine."""
