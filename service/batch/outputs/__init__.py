"""What a batch leaves behind: reports, tables, a workbook, one page over everything."""
