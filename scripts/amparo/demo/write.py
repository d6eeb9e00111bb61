"""Writing of all demo extracts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from amparo.demo import defensoria, experts, fiscalia, hpc, inmlcf, ipor, sivigila, uariv, ungrd
from amparo.demo.population import write_population
from amparo.demo.registry.population import write_localidades
from amparo.demo.registry.write import write_registry
from amparo.demo.settings import section
from amparo.demo.sheets import write_lines
from amparo.demo.world import build_world

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from amparo.demo.world import World


def _readme(path: Path) -> None:
    """Write the note that says, in Spanish and English, that everything here is invented."""
    write_lines(path, section("readme")["lines"])


def _bound(write: Callable[[Path, World], None], world: World) -> Callable[[Path], None]:
    """Fix the world of a writer."""

    def bound(path: Path) -> None:
        write(path, world)

    return bound


def _registry(path: Path, *, seed: int, rows: int | None) -> None:
    """Write the registry of interventions: as CSV, since its size makes a workbook slow."""
    write_registry(path, seed=seed, rows=rows)


def _plan(world: World, registry_rows: int | None) -> list[tuple[str, Callable[[Path], None]]]:
    """List every file with the function that writes it, in order."""
    plan: list[tuple[str, Callable[[Path], None]]] = [
        ("LEEME_SINTETICO.md", _readme),
        (
            "dane/SINTETICO_dcd_postcovid_pob_mun_edad_simple_2022_2024.parquet",
            partial(write_population, places=world.places, population=world.population),
        ),
    ]
    plan += [
        (
            f"inmlcf/SINTETICO_Procuraduria_{year}.xlsx",
            partial(inmlcf.write_inmlcf, world=world, year=year),
        )
        for year in (2021, 2022)
    ]
    plan += [
        (
            f"fiscalia/SINTETICO_Conteo_de_Victimas_{group}_2022.csv",
            partial(fiscalia.write_fiscalia, world=world, group=group),
        )
        for group in fiscalia.GROUPS
    ]
    single: list[tuple[str, Callable[[Path, World], None]]] = [
        ("uariv/SINTETICO_Cifras_victimas_hechos_municipio_2022.csv", uariv.write_uariv),
        ("sivigila/SINTETICO_Datos_2021_356.xlsx", sivigila.write_sivigila),
        ("ungrd/SINTETICO_Emergencias_UNGRD_2022.xlsx", ungrd.write_ungrd_2022),
        ("ungrd/SINTETICO_Emergencias_UNGRD_2021_translated.xlsx", ungrd.write_ungrd_2021),
        ("defensoria/SINTETICO_Reporte_de_Alertas_Tempranas.xlsx", defensoria.write_alerts),
        ("defensoria/SINTETICO_clasificacion_alertas.xlsx", defensoria.write_classification),
        ("ipor/SINTETICO_IPOR_2021.xlsx", ipor.write_ipor),
    ]
    plan += [(name, _bound(write, world)) for name, write in single]
    for cycle in hpc.CYCLES:
        plan += [
            (
                f"hpc/SINTETICO_jiaf{cycle}_col_severity.csv",
                partial(hpc.write_severity, world=world, cycle=cycle),
            ),
            (
                f"hpc/SINTETICO_jiaf{cycle}_col_pin.csv",
                partial(hpc.write_pin, world=world, cycle=cycle),
            ),
        ]
    plan.append(
        (
            "experts/SINTETICO_decisiones_expertos.xlsx",
            partial(experts.write_experts, world=world),
        )
    )
    plan += [
        (
            "registro_nna/SINTETICO_registro_intervenciones_nna.csv",
            partial(_registry, seed=world.seed, rows=registry_rows),
        ),
        ("registro_nna/SINTETICO_poblacion_localidad.csv", _bound(write_localidades, world)),
    ]
    return plan


def write_demo(
    target: Path,
    *,
    reference: Path,
    seed: int = 20240101,
    registry_rows: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write every synthetic extract.

    Args:
        target: folder to fill; made if needed, files of the same name are replaced.
        reference: folder of `municipalities.csv` and `departments.csv`.
        seed: 0 or more; the same seed gives the same bytes, for the same versions of the libraries.
        registry_rows: rows of the registry of interventions, 1,000 or more; its full size, some
            56,000, without it.
        progress: called with the relative name of each file before it is written.

    Returns:
        The files, in the order they were written.

    Raises:
        FileNotFoundError: if a reference file is missing.
        ValueError: if the reference lists no municipality, the seed is negative, or the
            registry has too few rows.
    """
    world = build_world(reference, seed)
    written = []
    for name, write in _plan(world, registry_rows):
        if progress:
            progress(name)
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path)
        written.append(path)
    return written
