"""Files for other systems, in the columns those systems read.

formats.yml, sql/   columns, constants and queries
formats.py          reads them
needs.py            people in need by place and category, which two formats share
hapi.py             OCHA HAPI, humanitarian needs (CSV)
hno.py              HNO country file of HPC Tools (CSV)
jiaf.py             JIAF worksheets 3.1 and 3.2 (workbook)
geo.py              results with shapes (GeoJSON, GeoParquet)
parquet.py          every published mart, with a Frictionless descriptor
text_files.py       CSV as these formats want it
"""
