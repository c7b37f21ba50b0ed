"""Work places of evaluation under ``/hodnoceni/``."""

from django.urls import path

from evaluation.views import (
    entry,
    home,
    judge,
    oversight,
    overview,
    reports,
    staff,
    steps,
    terms,
    territory,
    workbook,
)
from evaluation.views.benchmarks import changes, groups, papers, runs, services, thresholds, traces

app_name = "evaluation"
benchmarks = [
    path("srovnani/", runs.run_list, name="run-list"),
    path("srovnani/nove/", runs.run_add, name="run-add"),
    path("srovnani/prahove-hodnoty/", thresholds.threshold_list, name="threshold-list"),
    path("srovnani/prahove-hodnoty/nova/", thresholds.threshold_add, name="threshold-add"),
    path("srovnani/prahove-hodnoty/<int:pk>/", thresholds.threshold_edit, name="threshold-edit"),
    path("srovnani/odpovedi/<int:pk>/", services.answer_settle, name="answer-settle"),
    path("srovnani/<int:pk>/", runs.run_detail, name="run-detail"),
    path("srovnani/<int:pk>/skupiny/", runs.run_sizes, name="run-sizes"),
    path("srovnani/<int:pk>/uzemi/", runs.run_places, name="run-places"),
    path("srovnani/<int:pk>/vypocet/", runs.run_compute, name="run-compute"),
    path("srovnani/<int:pk>/zmrazit/", runs.run_freeze, name="run-freeze"),
    path("srovnani/<int:pk>/hodnotici-listy/", runs.run_sheets, name="run-sheets"),
    path("srovnani/<int:pk>/vysledky.xlsx", papers.run_export, name="run-export"),
    path("srovnani/<int:pk>/zpravy/", papers.run_papers, name="run-papers"),
    path("srovnani/<int:pk>/tabulky/", papers.workbook_order, name="workbook-order"),
    path("srovnani/druhy/<int:pk>/vysledky.xlsx", papers.kind_export, name="kind-export"),
    path("srovnani/<int:pk>/zmeny/", changes.run_changes, name="run-changes"),
    path("srovnani/<int:pk>/zmeny/spocitat/", changes.changes_renew, name="changes-renew"),
    path("srovnani/zmeny/<int:pk>/", changes.change_edit, name="change-edit"),
    path("srovnani/<int:pk>/skupina/", groups.group_detail, name="run-group"),
    path("srovnani/<int:pk>/ukazatel/<str:code>/", groups.indicator_detail, name="run-indicator"),
    path("srovnani/<int:pk>/sluzba/<str:identifier>/", services.service_detail, name="run-service"),
    path(
        "srovnani/<int:pk>/sluzba/<str:identifier>/list.xlsx",
        services.sheet_export,
        name="sheet-export",
    ),
    path(
        "srovnani/<int:pk>/sluzba/<str:identifier>/vyradit/",
        services.service_exclude,
        name="run-exclude",
    ),
    path(
        "srovnani/<int:pk>/sluzba/<str:identifier>/zaradit/",
        services.service_include,
        name="run-include",
    ),
    path(
        "srovnani/<int:pk>/sluzba/<str:identifier>/zaver/",
        services.sheet_edit,
        name="sheet-edit",
    ),
    path(
        "srovnani/<int:pk>/hodnota/<int:result>/",
        traces.result_detail,
        name="run-result",
    ),
    path(
        "srovnani/<int:pk>/hodnota/<int:result>/vysvetlit/",
        services.result_explain,
        name="result-explain",
    ),
    path(
        "srovnani/<int:pk>/hodnota/<int:result>/odpoved/",
        services.result_answer,
        name="result-answer",
    ),
]
urlpatterns = [
    *benchmarks,
    path("", home.evaluation_home, name="home"),
    path("uzemi/", territory.territory, name="territory"),
    # -- collections --------------------------------------------------------------------------
    path("sbery/", terms.term_list, name="term-list"),
    path("sbery/novy/", terms.term_add, name="term-add"),
    path("sbery/<int:pk>/", terms.term_detail, name="term-detail"),
    path("sbery/<int:pk>/upravit/", terms.term_edit, name="term-edit"),
    path("sbery/<int:pk>/pripomenout/", terms.term_remind, name="term-remind"),
    path("sbery/<int:pk>/krok/<slug:step>/", terms.term_move, name="term-move"),
    path("sbery/<int:pk>/kontrola/", overview.term_check, name="term-check"),
    path("sbery/<int:pk>/kontrola/seznam/", overview.term_check_export, name="term-check-export"),
    path(
        "sbery/<int:pk>/kontrola/pripomenout/",
        overview.term_check_remind,
        name="term-check-remind",
    ),
    path(
        "sbery/<int:pk>/kontrola/schvalit/", overview.term_check_approve, name="term-check-approve"
    ),
    path("sbery/<int:pk>/pripominky/", overview.term_reminders, name="term-reminders"),
    path("sbery/<int:pk>/naplneni/", oversight.term_fulfilment, name="term-fulfilment"),
    path(
        "sbery/<int:pk>/naplneni/seznam/",
        oversight.term_fulfilment_export,
        name="term-fulfilment-export",
    ),
    path("sbery/<int:pk>/data/", oversight.term_data, name="term-data"),
    path("sbery/<int:pk>/uzemni-udaje/", oversight.term_figures, name="term-figures"),
    # -- reports --------------------------------------------------------------------------------
    path("vykazy/<int:pk>/", reports.report_detail, name="report-detail"),
    path("vykazy/<int:pk>/posouzeni/", judge.report_judge, name="report-judge"),
    path("vykazy/<int:pk>/kontrola/", reports.report_check, name="report-check"),
    path("vykazy/<int:pk>/oddil/<slug:code>/", entry.section, name="section"),
    path("vykazy/<int:pk>/oddil/<slug:code>/prubezne/", entry.section_watch, name="section-watch"),
    path("vykazy/<int:pk>/sesit/", workbook.report_workbook, name="report-workbook"),
    path("vykazy/<int:pk>/sesit/sablona/", workbook.workbook_template, name="workbook-template"),
    path("sesity/<int:pk>/", workbook.workbook_detail, name="workbook-detail"),
    path("sesity/<int:pk>/chyby/", workbook.workbook_marked, name="workbook-marked"),
    path("sesity/<int:pk>/zahodit/", workbook.workbook_drop, name="workbook-drop"),
    path("vykazy/<int:pk>/karty-pracovniku/", staff.staff_cards, name="staff-cards"),
    path("vykazy/<int:pk>/karty-pracovniku/vzor/", staff.staff_template, name="staff-template"),
    path("vykazy/<int:pk>/krok/<slug:word>/", steps.step, name="report-step"),
    path("vykazy/<int:pk>/podepsat/", steps.sign, name="report-sign"),
    path("vykazy/<int:pk>/prodlouzit/", steps.extend, name="report-extend"),
    path("vykazy/<int:pk>/priloha/", reports.file_add, name="report-file-add"),
    path("prilohy/<int:pk>/", reports.file_download, name="report-file"),
    path("prilohy/<int:pk>/odebrat/", reports.file_remove, name="report-file-remove"),
    path("podpisy/<int:pk>/soubor/", steps.signed_file, name="signed-file"),
    path("snimky/<int:pk>/", reports.snapshot_detail, name="snapshot-detail"),
]
