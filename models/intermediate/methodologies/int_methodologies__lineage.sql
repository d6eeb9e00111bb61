{{ lineage(ref('methodologies'), 'methodology_id', 'parent_methodology_id') }}
