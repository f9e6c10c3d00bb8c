/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit log of a server: verified in its folder, or over the network by an administrator. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-audit-witness.h"
#include "tw-audit.h"
#include "tw-ctl-link.h"
#include "tw-sync-account.h"

static gboolean
get_hex (const TwDocNode *object, const char *key, guint8 *bytes, gsize n)
{
  const char *text = tw_ctl_text (object, key);
  return text && tw_audit_unhex (text, bytes, n);
}

static gboolean
get_number (const TwDocNode *object, const char *key, gint64 *number)
{
  const TwDocNode *node = object->type == TW_DOC_OBJECT ? tw_doc_member (object, key) : NULL;
  return node && tw_doc_integer (node, number);
}

static gboolean
get_id (const TwDocNode *object, const char *key, TwId *id)
{
  const char *text = tw_ctl_text (object, key);
  memset (id, 0, sizeof *id);
  return !text || tw_id_parse (text, id);
}

static gboolean
fail_answer (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The server's answer could not be read. Trying again later."));
  return FALSE;
}

static gboolean
add_head (const TwDocNode *item, gpointer data, GError **error)
{
  TwAuditHead head;
  if (!get_number (item, "n", &head.n) || !get_number (item, "at", &head.at) || !get_hex (item, "hash", head.hash, sizeof head.hash)
      || !get_hex (item, "key", head.key, sizeof head.key) || !get_hex (item, "signature", head.signature, sizeof head.signature))
    return fail_answer (error);
  g_ptr_array_add (data, g_memdup2 (&head, sizeof head));
  return TRUE;
}

static gboolean
add_entry (const TwDocNode *item, gpointer data, GError **error)
{
  g_autoptr(TwAuditEntry) entry = g_new0 (TwAuditEntry, 1);
  const char *action = tw_ctl_text (item, "action"), *entity = tw_ctl_text (item, "entity"), *detail = tw_ctl_text (item, "detail");
  if (!action || !entity || !get_number (item, "n", &entry->n) || !get_number (item, "at", &entry->at) || !get_id (item, "user", &entry->user)
      || !get_id (item, "record", &entry->record) || (detail && !get_hex (item, "salt", entry->salt, sizeof entry->salt))
      || !get_hex (item, "commitment", entry->commitment, sizeof entry->commitment) || !get_hex (item, "hash", entry->hash, sizeof entry->hash))
    return fail_answer (error);
  entry->action = g_strdup (action);
  entry->entity = g_strdup (entity);
  entry->detail = g_strdup (detail);
  return tw_audit_verifier_add (data, entry, error);
}

/* --- The options --- */

typedef struct
{
  TwCtlLogin login;
  char      *head, *key;
  TwAuditHead witness;
  GBytes    *keys;                                     /* nullable */
} Verify;

static void
verify_clear (Verify *verify)
{
  tw_ctl_login_clear (&verify->login);
  g_free (verify->head);
  g_free (verify->key);
  g_clear_pointer (&verify->keys, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Verify, verify_clear)

/* "4711:9f3c…", as `audit head` prints it. */
static gboolean
read_head (Verify *verify)
{
  char *rest = NULL;
  if (!verify->head)
    return TRUE;
  verify->witness.n = g_ascii_strtoll (verify->head, &rest, 10);
  return verify->witness.n > 0 && *rest == ':' && tw_audit_unhex (rest + 1, verify->witness.hash, sizeof verify->witness.hash);
}

static gboolean
read_keys (Verify *verify)
{
  g_auto(GStrv) texts = verify->key ? g_strsplit (verify->key, ",", -1) : NULL;
  g_autoptr(GByteArray) keys = g_byte_array_new ();
  for (guint i = 0; texts && texts[i]; i++)
    {
      guint8 key[TW_AUDIT_KEY];
      if (!tw_audit_unhex (texts[i], key, sizeof key))
        return FALSE;
      g_byte_array_append (keys, key, sizeof key);
    }
  if (texts)
    verify->keys = g_byte_array_free_to_bytes (g_steal_pointer (&keys));
  return TRUE;
}

/* --- What was found --- */

static int
print_report (TwCtl *ctl, const TwAuditReport *report, gboolean with_keys, const GError *error)
{
  static const char *const keys[] = { "sound", "entries", "signed", "heads", "erased", "signatures_checked", "problem", NULL };
  const char *const titles[] = { _("Sound"), _("Entries"), _("Signed up to"), _("Signatures"), _("Erased values"), _("Signatures checked"),
                                 _("Problem"), NULL };
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  tw_ctl_table_add (table, error ? _("no") : _("yes"), error ? "false" : "true", error ? "false" : "true");
  tw_ctl_table_add_int (table, report->n);
  tw_ctl_table_add_int (table, report->n_signed);
  tw_ctl_table_add_int (table, report->n_heads);
  tw_ctl_table_add_int (table, report->n_erased);
  tw_ctl_table_add (table, with_keys ? _("yes") : _("no"), with_keys ? "true" : "false", with_keys ? "true" : "false");
  tw_ctl_table_add_text (table, error ? error->message : NULL);
  tw_ctl_table_end_object (table);
  return error ? tw_ctl_fail (error) : TW_CTL_DONE;
}

static int
verify_folder (TwCtl *ctl, Verify *verify)
{
  g_autoptr(GError) error = NULL;
  TwAuditReport report;
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  if (!verify->keys)
    verify->keys = tw_audit_key_read_public (tw_store_get_dir (ctl->store), &error);
  if (!verify->keys && !error)
    {
      tw_ctl_tell (_("“%s” is no server's folder, so there is no audit log in it."), tw_store_get_dir (ctl->store));
      return TW_CTL_FAILED;
    }
  if (error)
    return tw_ctl_fail (error);
  tw_audit_verify (ctl->store, verify->keys, verify->witness.n ? &verify->witness : NULL, &report, &error);
  return print_report (ctl, &report, TRUE, error);
}

/* A workspace that belongs to the server is a witness. */
static void
ask_workspace (TwCtl *ctl, Verify *verify, const char *server)
{
  g_autofree char *dir = tw_ctl_dup_workspace (ctl), *root = tw_sync_account_dup_root (server);
  if (verify->witness.n || !g_file_test (dir, G_FILE_TEST_IS_DIR) || !tw_ctl_open (ctl))
    return;
  g_autoptr(TwReplicaIdentity) identity = tw_replica_dup_identity (ctl->store);
  if (identity && g_strcmp0 (identity->server, root) == 0)
    tw_audit_witness_get (ctl->store, &verify->witness);
}

static int
verify_server (TwCtl *ctl, Verify *verify)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) heads = g_ptr_array_new_with_free_func (g_free);
  int status;
  g_autoptr(TwCtlLink) link = tw_ctl_link_open (ctl, &verify->login, &status);
  if (!link)
    return status;
  ask_workspace (ctl, verify, verify->login.server);
  if (!verify->keys && verify->witness.n)
    verify->keys = g_bytes_new (verify->witness.key, sizeof verify->witness.key);
  if (!tw_ctl_link_each (link, "/api/audit/heads", add_head, heads, &error))
    return tw_ctl_fail (error);
  /* Entries go on being made meanwhile: heads first, so that each of them is among the entries. */
  g_autoptr(TwAuditVerifier) verifier = tw_audit_verifier_new (verify->keys, heads, verify->witness.n ? &verify->witness : NULL);
  if (tw_ctl_link_each (link, "/api/audit/chain", add_entry, verifier, &error))
    tw_audit_verifier_end (verifier, &error);
  return print_report (ctl, tw_audit_verifier_get_report (verifier), verify->keys != NULL, error);
}

/* The newest signed head, to be kept elsewhere. */
static int
print_head (TwCtl *ctl)
{
  static const char *const keys[] = { "head", "key", "at", NULL };
  const char *const titles[] = { _("Head"), _("Key"), _("Signed at"), NULL };
  g_autoptr(GError) error = NULL;
  TwAuditHead head;
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  if (tw_store_is_replica (ctl->store))
    tw_audit_witness_get (ctl->store, &head);
  else if (!tw_audit_get_head (ctl->store, &head, &error))
    return tw_ctl_fail (error);
  if (head.n == 0)
    {
      tw_ctl_tell (_("There is no signed head of an audit log here yet."));
      return TW_CTL_FAILED;
    }
  g_autofree char *hash = tw_audit_hex (head.hash, sizeof head.hash), *key = tw_audit_hex (head.key, sizeof head.key);
  g_autofree char *text = g_strdup_printf ("%" PRId64 ":%s", head.n, hash), *at = tw_instant_print (head.at);
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);
  tw_ctl_table_add_text (table, text);
  tw_ctl_table_add_text (table, key);
  tw_ctl_table_add_text (table, at);
  tw_ctl_table_end_object (table);
  return TW_CTL_DONE;
}

static int
run_audit (TwCtl *ctl, int argc, char **argv)
{
  g_auto(Verify) verify = { 0 };
  const GOptionEntry entries[] = {
    TW_CTL_LOGIN_ENTRIES (verify.login),
    { "head", 0, 0, G_OPTION_ARG_STRING, &verify.head, N_("A head that was kept elsewhere, as “audit head” prints it"), N_("NUMBER:HASH") },
    { "key", 0, 0, G_OPTION_ARG_STRING, &verify.key, N_("Public keys whose signatures count, with commas between"), N_("KEYS") },
    G_OPTION_ENTRY_NULL,
  };
  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 1, 1))
    return TW_CTL_USAGE;
  if (verify.login.json)
    ctl->format = TW_CTL_JSON;
  if (g_str_equal (argv[1], "head"))
    return print_head (ctl);
  if (!g_str_equal (argv[1], "verify"))
    return tw_ctl_usage (ctl, "%s", _("Give verify or head."));
  if (!read_head (&verify))
    return tw_ctl_usage (ctl, "%s", _("--head is a number, a colon and 64 letters and digits."));
  if (!read_keys (&verify))
    return tw_ctl_usage (ctl, "%s", _("A key is 64 letters and digits."));
  return verify.login.server ? verify_server (ctl, &verify) : verify_folder (ctl, &verify);
}

const TwCtlCommand tw_ctl_audit_commands[] = {
  { "audit", "verify|head", N_("Verifies the audit log of a server, in its folder or over the network"), run_audit },
  { NULL }
};
