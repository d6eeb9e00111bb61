{{ lineage(ref('assessments'), 'assessment_id', 'parent_assessment_id') }}
