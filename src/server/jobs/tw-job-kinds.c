/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server does by itself. A new kind is a choice of data/schema/job.json, a function, and a row of the table. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tw-audit.h"
#include "tw-backup.h"
#include "tw-blobs.h"
#include "tw-doc.h"
#include "tw-job-private.h"

#define BACKUPS      "backups"
#define BACKUP_START "workspace-"
#define BACKUP_END   ".tar.zst"
#define DAY          ((gint64) 86400 * G_USEC_PER_SEC)

G_DEFINE_QUARK (tw-job-error-quark, tw_job_error)

void
tw_job_run_tell (double fraction, const char *message, gpointer data)
{
  g_atomic_int_set (&((TwJobRun *) data)->progress, (int) CLAMP (fraction * 100, 0, 100));
}

gint64
tw_job_run_number (TwJobRun *run, const char *name, gint64 least, gint64 most, gint64 fallback)
{
  g_autoptr (TwDoc) doc = run->job->payload != NULL ? tw_doc_parse ("payload", run->job->payload, -1, NULL) : NULL;
  const TwDocNode *root = doc != NULL ? tw_doc_get_root (doc) : NULL;
  const TwDocNode *node = root != NULL && root->type == TW_DOC_OBJECT ? tw_doc_member (root, name) : NULL;
  gint64 number;

  return node != NULL && tw_doc_integer (node, &number) && number >= least && number <= most ? number : fallback;
}

/* --- backup --- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The oldest go, until so many are left; their names sort by time. */
static void
drop_old_backups (const char *folder, guint keep)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, BACKUP_START) && g_str_has_suffix (name, BACKUP_END))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i + keep < names->len; i++)
    {
      g_autofree char *file = g_build_filename (folder, g_ptr_array_index (names, i), NULL);

      g_unlink (file);
    }
}

/* {"keep": 7} */
static gboolean
run_backup (TwJobRun *run, char **result, GError **error)
{
  g_autofree char *folder = g_build_filename (tw_server_get_data (run->server), BACKUPS, NULL), *name = NULL, *file = NULL, *time = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  GStatBuf about = { 0 };

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The folder %s cannot be made. Check the rights of the folder above it."), folder);
      return FALSE;
    }
  time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  name = g_strconcat (BACKUP_START, time, BACKUP_END, NULL);
  file = g_build_filename (folder, name, NULL);
  if (!tw_store_backup (run->store, file, tw_job_run_tell, run, run->cancellable, error))
    return FALSE;
  drop_old_backups (folder, (guint) tw_job_run_number (run, "keep", 1, 1000, 7));
  g_stat (file, &about);
  *result = g_strdup_printf (BACKUPS "/%s, %" PRId64, name, (gint64) about.st_size);
  return TRUE;
}

/* --- blob_sweep --- */

static gboolean
run_blob_sweep (TwJobRun *run, char **result, GError **error)
{
  gint64 n = tw_store_sweep_blobs (run->store, error);

  *result = n >= 0 ? g_strdup_printf ("%" PRId64, n) : NULL;
  return n >= 0;
}

/* --- audit_sign --- */

static gboolean
has_unsigned (TwServer *server)
{
  TwStore *store = tw_server_get_store (server);
  g_autoptr (GPtrArray) newest = tw_audit_list (store, NULL, 0, 1, NULL);
  TwAuditHead head;

  return newest != NULL && newest->len > 0 && tw_audit_get_head (store, &head, NULL)
         && ((TwAuditEntry *) g_ptr_array_index (newest, 0))->n > head.n;
}

static gboolean
run_audit_sign (TwJobRun *run, char **result, GError **error)
{
  TwAuditHead head;

  if (!tw_audit_sign (run->store, &head, error))
    return FALSE;
  *result = g_strdup_printf ("%" PRId64, head.n);
  return TRUE;
}

/* --- wastebasket --- */

/* {"days": 30} */
static gboolean
run_wastebasket (TwJobRun *run, char **result, GError **error)
{
  gint64 days = tw_job_run_number (run, "days", 1, 36500, 30);
  gint64 n = tw_store_purge (run->store, g_get_real_time () - days * DAY, error);

  *result = n >= 0 ? g_strdup_printf ("%" PRId64, n) : NULL;
  return n >= 0;
}

/* --- check --- */

static gboolean
run_check (TwJobRun *run, char **result, GError **error)
{
  g_autoptr (GPtrArray) problems = tw_store_check (run->store, tw_job_run_tell, run, run->cancellable, error);

  if (problems == NULL)
    return FALSE;
  if (problems->len > 0)
    {
      g_set_error (error, TW_JOB_ERROR, 0, g_dngettext (GETTEXT_PACKAGE, "%u problem, the first: %s", "%u problems, the first: %s", problems->len),
                   problems->len, (const char *) g_ptr_array_index (problems, 0));
      return FALSE;
    }
  *result = g_strdup (_("The workspace is sound."));
  return TRUE;
}

const TwJobKind tw_job_kinds[] = {
  { "backup", run_backup, 5, "019b76da-a800-7161-8000-000000000001", N_("Back up the workspace"), "{\"keep\":7}", 24 * 60, NULL },
  { "blob_sweep", run_blob_sweep, 5, "019b76da-a800-7161-8000-000000000002", N_("Remove files that nothing uses"), NULL, 24 * 60, NULL },
  { "audit_sign", run_audit_sign, 10, "019b76da-a800-7161-8000-000000000003", N_("Sign the audit log"), NULL, 5, has_unsigned },
  { "wastebasket", run_wastebasket, 5, "019b76da-a800-7161-8000-000000000004", N_("Empty the wastebasket"), "{\"days\":30}", 24 * 60, NULL },
  { "check", run_check, 3, "019b76da-a800-7161-8000-000000000005", N_("Check the workspace"), NULL, 7 * 24 * 60, NULL },
  { "exchange_rates", tw_job_run_rates, 5, "019b76da-a800-7161-8000-000000000006", N_("Fetch exchange rates"), NULL, 24 * 60, tw_job_has_rates },
  { "report", tw_job_run_report, 3, NULL, NULL, NULL, 0, NULL },
  { NULL }
};
