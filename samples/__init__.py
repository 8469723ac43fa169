"""Advertisements made by this project, and the programs that draw them.

Every brand, person, company, number and address in them is invented.
"""
