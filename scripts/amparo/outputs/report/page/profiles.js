/* Profiles: one printable page of a department, a municipality or a localidad. */
const profileKnown = (kind, code) => Boolean({ departamento: department, municipio: place }[kind]?.(code));
