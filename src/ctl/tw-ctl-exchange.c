/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that bring data in and out: import, export, archive, unarchive. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-access.h"
#include "tw-archive.h"
#include "tw-calendar-file.h"
#include "tw-ctl.h"
#include "tw-export.h"
#include "tw-import.h"

#define REASONS_SHOWN 20

/* --- import --- */

typedef struct
{
  char    *map, *key, *rejects, *missing, *duplicates, *charset, *delimiter;
  gboolean dry_run, no_header, print_map;
} ImportOptions;

static void
import_options_clear (ImportOptions *options)
{
  g_free (options->map);
  g_free (options->key);
  g_free (options->rejects);
  g_free (options->missing);
  g_free (options->duplicates);
  g_free (options->charset);
  g_free (options->delimiter);
}

/* Position of a word in a list; -1 when it is none of them. */
static int
find_word (const char *const *words, const char *word)
{
  for (int i = 0; words[i]; i++)
    if (strcmp (words[i], word) == 0)
      return i;
  return -1;
}

static const char *const missing_words[] = { "reject", "create", "empty", NULL };
static const char *const duplicate_words[] = { "update", "skip", NULL };

/* Before anything is opened: wrong words are wrong usage. */
static gboolean
check_words (TwCtl *ctl, const ImportOptions *options)
{
  const char *sign = options->delimiter;
  if (options->missing && find_word (missing_words, options->missing) < 0)
    tw_ctl_usage (ctl, "%s", _("--missing is reject, create or empty."));
  else if (options->duplicates && find_word (duplicate_words, options->duplicates) < 0)
    tw_ctl_usage (ctl, "%s", _("--duplicates is update or skip."));
  else if (sign && strcmp (sign, "tab") != 0 && (strlen (sign) != 1 || !strchr (",;\t|", *sign)))
    tw_ctl_usage (ctl, "%s", _("--delimiter is a comma, a semicolon, a bar or “tab”."));
  else
    return TRUE;
  return FALSE;
}

static void
set_options (TwImport *import, const ImportOptions *options)
{
  TwCsvDialect dialect = { .delimiter = ',', .quote = '"', .header = !options->no_header };
  if (options->missing)
    tw_import_set_missing (import, (TwMissing) find_word (missing_words, options->missing));
  if (options->duplicates)
    tw_import_set_duplicate (import, (TwDuplicate) find_word (duplicate_words, options->duplicates));
  if (options->delimiter)
    dialect.delimiter = strcmp (options->delimiter, "tab") == 0 ? '\t' : *options->delimiter;
  tw_import_set_format (import, options->charset, options->delimiter || options->no_header ? &dialect : NULL);
}

static gboolean
load_mapping (TwImport *import, const char *file, GError **error)
{
  g_autofree char *json = NULL;
  gsize length;
  if (!g_file_get_contents (file, &json, &length, error))
    return FALSE;
  TwImportMapping *mapping = tw_import_mapping_parse (json, length, error);
  if (mapping)
    tw_import_set_mapping (import, mapping);
  return mapping != NULL;
}

/* Where rejected rows go when nobody said it: into the workspace, so that they are never lost. */
static GFile *
default_rejects (TwCtl *ctl, const char *file)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *base = g_path_get_basename (file);
  g_autofree char *name = g_strdup_printf ("%s-%s-rejects.csv", stamp, base);
  g_autofree char *path = g_build_filename (tw_store_get_dir (ctl->store), "imports", name, NULL);
  return g_file_new_for_path (path);
}

static void
print_counts (TwCtl *ctl, TwImport *import, GFile *rejects, gboolean dry_run)
{
  static const char *const keys[] = {
    "rows", "added", "updated", "unchanged", "skipped", "rejected", "created", "notes", "dry_run", "rejects", "commit", NULL,
  };
  const char *const titles[] = {
    _("Rows"), _("Added"), _("Updated"), _("Unchanged"), _("Skipped"), _("Rejected"), _("Made for links"), _("Kept in notes"),
    _("Dry run"), _("Rejected rows in"), _("Commit"), NULL,
  };
  const TwImportCounts *counts = tw_import_get_counts (import);
  TwCommit *commit = tw_import_get_commit (import);
  g_autofree char *id = commit ? tw_id_dup_text (tw_commit_get_id (commit)) : NULL;
  g_autofree char *path = counts->n_rejected > 0 ? g_file_get_path (rejects) : NULL;
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  tw_ctl_table_add_int (table, counts->n_rows);
  tw_ctl_table_add_int (table, counts->n_added);
  tw_ctl_table_add_int (table, counts->n_updated);
  tw_ctl_table_add_int (table, counts->n_unchanged);
  tw_ctl_table_add_int (table, counts->n_skipped);
  tw_ctl_table_add_int (table, counts->n_rejected);
  tw_ctl_table_add_int (table, counts->n_created);
  tw_ctl_table_add_int (table, counts->n_notes);
  tw_ctl_table_add (table, dry_run ? _("yes: nothing was changed") : "", dry_run ? "true" : "false", dry_run ? "true" : "false");
  tw_ctl_table_add_text (table, path);
  tw_ctl_table_add_text (table, id);
  tw_ctl_table_end_object (table);
  if (commit && ctl->format == TW_CTL_TABLE)
    {
      g_print (_("“%s undo %s” takes the import back."), g_get_prgname (), id);
      g_print ("\n");
    }
}

static void
tell_reasons (TwImport *import)
{
  GPtrArray *remarks = tw_import_get_remarks (import), *reasons = tw_import_get_reasons (import);
  gint64 n_rejected = tw_import_get_counts (import)->n_rejected;
  for (guint i = 0; i < remarks->len; i++)
    tw_ctl_tell ("%s", (char *) g_ptr_array_index (remarks, i));
  for (guint i = 0; i < reasons->len && i < REASONS_SHOWN; i++)
    tw_ctl_tell ("%s", (char *) g_ptr_array_index (reasons, i));
  if (n_rejected > REASONS_SHOWN)
    tw_ctl_tell (ngettext ("… and %lld more.", "… and %lld more.", (gulong) (n_rejected - REASONS_SHOWN)),
                 (long long) (n_rejected - REASONS_SHOWN));
}

static int
import_file (TwCtl *ctl, TwImport *import, const char *file, const ImportOptions *options)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) rejects = options->rejects ? g_file_new_for_commandline_arg (options->rejects) : default_rejects (ctl, file);
  if ((options->map && !load_mapping (import, options->map, &error)) || !tw_import_prepare (import, NULL, &error))
    return tw_ctl_fail (error);
  if (options->print_map)
    {
      g_autofree char *json = tw_import_mapping_print (tw_import_get_mapping (import));
      g_print ("%s\n", json);
      return TW_CTL_DONE;
    }
  tw_import_set_key (import, options->key);
  tw_import_set_dry_run (import, options->dry_run);
  tw_import_set_rejects (import, rejects);
  tw_import_set_progress (import, tw_ctl_progress, ctl);
  /* Before the import, so that the import is the newest commit, which undo takes back first. */
  gboolean ok = (!options->map || options->dry_run || tw_import_save_mapping (import, &error))
                && tw_import_run (import, NULL, &error);
  tw_ctl_end_progress (ctl);
  if (!ok)
    return tw_ctl_fail (error);
  const TwImportCounts *counts = tw_import_get_counts (import);
  tell_reasons (import);
  print_counts (ctl, import, rejects, options->dry_run);
  if (counts->n_rejected == 0)
    return TW_CTL_DONE;
  return counts->n_rejected == counts->n_rows ? TW_CTL_FAILED : TW_CTL_PARTLY;
}

/* --- Calendars --- */

static gboolean
is_calendar_file (const char *name)
{
  gsize length = strlen (name);
  return length > 4 && g_ascii_strcasecmp (name + length - 4, ".ics") == 0;
}

static gboolean
check_calendar_entity (const TwEntity *entity)
{
  if (tw_calendar_can_export (entity))
    return TRUE;
  tw_ctl_tell ("%s", _("A calendar file holds meetings and tasks: say meeting, task or calendar."));
  return FALSE;
}

/* Events become meetings and tasks tasks, whichever kind was named. */
static int
import_calendar (TwCtl *ctl, const TwEntity *entity, const char *name, gboolean dry_run)
{
  static const char *const keys[] = { "added", "updated", "unchanged", "rejected", "dry_run", "commit", NULL };
  const char *const titles[] = { _("Added"), _("Updated"), _("Unchanged"), _("Rejected"), _("Dry run"), _("Commit"), NULL };
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (name);
  g_autoptr(GError) error = NULL;
  TwCalendarImport result;
  if (!check_calendar_entity (entity))
    return TW_CTL_FAILED;
  if (!tw_calendar_import_file (ctl->store, file, dry_run, &result, NULL, &error))
    {
      tw_calendar_import_clear (&result);
      return tw_ctl_fail (error);
    }
  for (guint i = 0; i < result.reasons->len && i < REASONS_SHOWN; i++)
    tw_ctl_tell ("%s", (char *) g_ptr_array_index (result.reasons, i));
  g_autofree char *id = result.commit ? tw_id_dup_text (tw_commit_get_id (result.commit)) : NULL;
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  tw_ctl_table_add_int (table, result.n_added);
  tw_ctl_table_add_int (table, result.n_updated);
  tw_ctl_table_add_int (table, result.n_unchanged);
  tw_ctl_table_add_int (table, result.n_rejected);
  tw_ctl_table_add (table, dry_run ? _("yes: nothing was changed") : "", dry_run ? "true" : "false", dry_run ? "true" : "false");
  tw_ctl_table_add_text (table, id);
  tw_ctl_table_end_object (table);
  gint64 rejected = result.n_rejected, taken = result.n_added + result.n_updated + result.n_unchanged;
  tw_calendar_import_clear (&result);
  return rejected == 0 ? TW_CTL_DONE : taken == 0 ? TW_CTL_FAILED : TW_CTL_PARTLY;
}

static gint64
export_calendar (TwCtl *ctl, const TwEntity *entity, TwQuery *query, GFile *file, GError **error)
{
  TwQuery *queries[] = { query, NULL };
  if (check_calendar_entity (entity))
    return tw_calendar_export_file (ctl->store, queries, file, NULL, error);
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("Nothing was written."));
  return -1;
}

static int
run_import (TwCtl *ctl, int argc, char **argv)
{
  ImportOptions o = { NULL };
  const GOptionEntry entries[] = {
    { "map", 0, 0, G_OPTION_ARG_FILENAME, &o.map, N_("Which column goes where; kept for files with the same header"), N_("FILE") },
    { "print-map", 0, 0, G_OPTION_ARG_NONE, &o.print_map, N_("Only print the mapping that would be used"), NULL },
    { "key", 0, 0, G_OPTION_ARG_STRING, &o.key, N_("Update the record that has the same value here"), N_("FIELD") },
    { "duplicates", 0, 0, G_OPTION_ARG_STRING, &o.duplicates, N_("With --key: update or skip"), N_("WHAT") },
    { "missing", 0, 0, G_OPTION_ARG_STRING, &o.missing, N_("Links to records that are not there: reject, create or empty"),
      N_("WHAT") },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &o.dry_run, N_("Report only, change nothing"), NULL },
    { "rejects", 0, 0, G_OPTION_ARG_FILENAME, &o.rejects, N_("Where rejected rows go"), N_("FILE") },
    { "charset", 0, 0, G_OPTION_ARG_STRING, &o.charset, N_("Encoding of a CSV file"), N_("NAME") },
    { "delimiter", 0, 0, G_OPTION_ARG_STRING, &o.delimiter, N_("What stands between the cells of a CSV file"), N_("SIGN") },
    { "no-header", 0, 0, G_OPTION_ARG_NONE, &o.no_header, N_("The first row holds data already"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  int status = TW_CTL_USAGE;
  if (tw_ctl_parse (ctl, &argc, &argv, entries, 2, 2) && check_words (ctl, &o))
    {
      const TwEntity *entity = tw_ctl_open (ctl) ? tw_ctl_entity (ctl, argv[1]) : NULL;
      g_autoptr(GFile) file = g_file_new_for_commandline_arg (argv[2]);
      gboolean calendar = is_calendar_file (argv[2]);
      g_autoptr(TwImport) import = entity && !calendar ? tw_import_new (ctl->store, entity, file) : NULL;
      status = TW_CTL_FAILED;
      if (entity && calendar)
        status = import_calendar (ctl, entity, argv[2], o.dry_run);
      else if (import)
        {
          set_options (import, &o);
          status = import_file (ctl, import, argv[2], &o);
        }
    }
  import_options_clear (&o);
  return status;
}

/* --- export --- */

static int
run_export (TwCtl *ctl, int argc, char **argv)
{
  g_autofree char *where = NULL, *sort = NULL, *fields = NULL;
  gboolean ids = FALSE, labels = FALSE;
  const GOptionEntry entries[] = {
    { "where", 0, 0, G_OPTION_ARG_STRING, &where, N_("Only records for which this is true"), N_("EXPRESSION") },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &sort, N_("Order, such as -amount,name"), N_("FIELDS") },
    { "fields", 0, 0, G_OPTION_ARG_STRING, &fields, N_("Which fields to write"), N_("FIELDS") },
    { "ids", 0, 0, G_OPTION_ARG_NONE, &ids, N_("Write the ids of records and links, too"), NULL },
    { "labels", 0, 0, G_OPTION_ARG_NONE, &labels, N_("Names of fields in your language in the header"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GError) error = NULL;
  TwExportOptions options = { .progress = tw_ctl_progress, .data = ctl };
  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 2, 2))
    return TW_CTL_USAGE;
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (argv[2]);
  gboolean calendar = is_calendar_file (argv[2]);
  if (!calendar && !tw_export_format_of (file, &options.format))
    return tw_ctl_usage (ctl, _("The name of “%s” must end in .csv, .xlsx, .jsonl, .vcf or .ics."), argv[2]);
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  const TwEntity *entity = tw_ctl_entity (ctl, argv[1]);
  if (!entity)
    return TW_CTL_FAILED;
  g_auto(GStrv) keys = fields ? g_strsplit (fields, ",", -1) : NULL;
  for (guint i = 0; keys && keys[i]; i++)
    g_strstrip (keys[i]);
  options.fields = (const char *const *) keys;
  options.flags = (ids ? TW_EXPORT_IDS : 0) | (labels ? TW_EXPORT_LABELS : 0);
  g_autoptr(TwQuery) query = tw_query_new (ctl->schema, entity, where, sort, &error);
  gint64 n = !query || !tw_access_check_export (ctl->store, entity, &error) ? -1 : calendar ? export_calendar (ctl, entity, query, file, &error)
             : tw_export_file (ctl->store, query, file, &options, NULL, &error);
  tw_ctl_end_progress (ctl);
  if (n < 0)
    return tw_ctl_fail (error);
  g_print (ngettext ("Wrote %lld record to “%s”.", "Wrote %lld records to “%s”.", (gulong) n), (long long) n, argv[2]);
  g_print ("\n");
  return TW_CTL_DONE;
}

/* --- The whole workspace --- */

static int
run_archive (TwCtl *ctl, int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_parse (ctl, &argc, &argv, NULL, 1, 1))
    return TW_CTL_USAGE;
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  gboolean ok = tw_store_archive (ctl->store, argv[1], tw_ctl_progress, ctl, NULL, &error);
  tw_ctl_end_progress (ctl);
  if (!ok)
    return tw_ctl_fail (error);
  g_print (_("Wrote the whole workspace to “%s”."), argv[1]);
  g_print ("\n");
  return TW_CTL_DONE;
}

static int
run_unarchive (TwCtl *ctl, int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  if (!tw_ctl_parse (ctl, &argc, &argv, NULL, 1, 1))
    return TW_CTL_USAGE;
  g_autofree char *dir = tw_ctl_dup_workspace (ctl);
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);
  gboolean ok = shipped && tw_store_unarchive (argv[1], dir, shipped, tw_ctl_progress, ctl, NULL, &error);
  tw_ctl_end_progress (ctl);
  if (!ok)
    return tw_ctl_fail (error);
  g_print (_("Made a workspace from “%s” in “%s”."), argv[1], dir);
  g_print ("\n");
  return TW_CTL_DONE;
}

const TwCtlCommand tw_ctl_exchange_commands[] = {
  { "import", "ENTITY FILE", N_("Takes records from a CSV, vCard, iCalendar or JSON file"), run_import },
  { "export", "ENTITY FILE", N_("Writes records to a CSV, XLSX, JSON Lines, vCard or iCalendar file"), run_export },
  { "archive", "FILE", N_("Writes the whole workspace to an open file"), run_archive },
  { "unarchive", "FILE", N_("Makes a workspace from such a file"), run_unarchive },
  { NULL },
};
