/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-audit-chain.h"

struct _TwAuditVerifier
{
  TwAuditReport report;
  GBytes       *keys;                                  /* nullable */
  GPtrArray    *heads;                                 /* TwAuditHead, by n */
  guint         next_head;
  gboolean      with_witness;
  TwAuditHead   witness;
  guint8        last[TW_AUDIT_HASH];
  GHashTable   *erased;                                /* TwId → number of the first entry of the record that lost its value */
};

static const guint8 nothing[TW_AUDIT_HASH];

void
tw_audit_entry_free (TwAuditEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->action);
  g_free (entry->entity);
  g_free (entry->detail);
  g_free (entry);
}

static void
add_number (GChecksum *sum, gint64 number)
{
  guint64 bytes = GUINT64_TO_LE ((guint64) number);

  g_checksum_update (sum, (const guchar *) &bytes, sizeof bytes);
}

static void
add_text (GChecksum *sum, const char *text)
{
  add_number (sum, (gint64) strlen (text));
  g_checksum_update (sum, (const guchar *) text, (gssize) strlen (text));
}

/* Frees the checksum. */
static void
take_digest (GChecksum *sum, guint8 *digest)
{
  gsize length = TW_AUDIT_HASH;

  g_checksum_get_digest (sum, digest, &length);
  g_checksum_free (sum);
}

static void
compute_commitment (const guint8 *salt, const char *detail, guint8 *commitment)
{
  GChecksum *sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (sum, salt, TW_AUDIT_SALT);
  g_checksum_update (sum, (const guchar *) detail, (gssize) strlen (detail));
  take_digest (sum, commitment);
}

/**
 * tw_audit_entry_is_erased:
 * @entry: an entry that was read
 *
 * Returns: whether it had a value that is not there any more
 */
gboolean
tw_audit_entry_is_erased (const TwAuditEntry *entry)
{
  return entry->detail == NULL && memcmp (entry->commitment, nothing, sizeof nothing) != 0;
}

void
tw_audit_entry_commit (TwAuditEntry *entry)
{
  memset (entry->commitment, 0, sizeof entry->commitment);
  if (entry->detail == NULL)
    return;
  randombytes_buf (entry->salt, sizeof entry->salt);
  compute_commitment (entry->salt, entry->detail, entry->commitment);
}

void
tw_audit_entry_hash (const TwAuditEntry *entry, const guint8 *before, guint8 *hash)
{
  GChecksum *sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (sum, before != NULL ? before : nothing, TW_AUDIT_HASH);
  add_number (sum, entry->n);
  add_number (sum, entry->at);
  g_checksum_update (sum, entry->user.bytes, sizeof entry->user.bytes);
  add_text (sum, entry->action);
  add_text (sum, entry->entity);
  g_checksum_update (sum, entry->record.bytes, sizeof entry->record.bytes);
  g_checksum_update (sum, entry->commitment, sizeof entry->commitment);
  take_digest (sum, hash);
}

/* --- Verifying --- */

/**
 * tw_audit_verifier_new:
 * @keys: (nullable): %TW_AUDIT_KEY bytes for each; without them signatures are not looked at
 * @heads: (nullable) (element-type TwAuditHead): by n; borrowed until the end
 * @witness: (nullable): a head that was kept elsewhere
 *
 * Returns: (transfer full): a verifier that waits for entry 1
 */
TwAuditVerifier *
tw_audit_verifier_new (GBytes *keys, GPtrArray *heads, const TwAuditHead *witness)
{
  TwAuditVerifier *verifier = g_new0 (TwAuditVerifier, 1);

  verifier->heads = heads != NULL ? g_ptr_array_ref (heads) : g_ptr_array_new ();
  verifier->erased = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, g_free);
  verifier->keys = keys != NULL ? g_bytes_ref (keys) : NULL;
  if (witness != NULL && witness->n > 0)
    {
      verifier->with_witness = TRUE;
      verifier->witness = *witness;
    }
  return verifier;
}

void
tw_audit_verifier_free (TwAuditVerifier *verifier)
{
  if (verifier == NULL)
    return;
  g_ptr_array_unref (verifier->heads);
  g_hash_table_unref (verifier->erased);
  g_clear_pointer (&verifier->keys, g_bytes_unref);
  g_free (verifier);
}

static gboolean
fail (gint64 n, GError **error)
{
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
               _("The audit log was changed: entry %" PRId64 " is not what was written. Compare it with a backup."), n);
  return FALSE;
}

static gboolean
fail_head (gint64 n, GError **error)
{
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
               _("The audit log was changed: the signature at entry %" PRId64 " is not the server's. Compare it with a backup."), n);
  return FALSE;
}

/* Values are optional; what is there must be what was committed to. */
static gboolean
check_value (TwAuditVerifier *verifier, const TwAuditEntry *entry)
{
  guint8 commitment[TW_AUDIT_HASH];

  if (tw_audit_entry_is_erased (entry))
    {
      verifier->report.n_erased++;
      if (!g_hash_table_contains (verifier->erased, &entry->record))
        g_hash_table_insert (verifier->erased, g_memdup2 (&entry->record, sizeof entry->record), g_memdup2 (&entry->n, sizeof entry->n));
      return TRUE;
    }
  if (entry->detail == NULL)
    return TRUE;
  compute_commitment (entry->salt, entry->detail, commitment);
  return memcmp (commitment, entry->commitment, sizeof commitment) == 0;
}

static gboolean
is_signed (TwAuditVerifier *verifier, const TwAuditHead *head)
{
  gsize length;
  const guint8 *keys = g_bytes_get_data (verifier->keys, &length);

  for (gsize i = 0; i + TW_AUDIT_KEY <= length; i += TW_AUDIT_KEY)
    if (memcmp (keys + i, head->key, TW_AUDIT_KEY) == 0)
      return tw_audit_head_is_signed (head, keys + i);
  return FALSE;
}

/* The heads of this entry; a head that names an entry before it came too late or twice. */
static gboolean
check_heads (TwAuditVerifier *verifier, const TwAuditEntry *entry, GError **error)
{
  while (verifier->next_head < verifier->heads->len)
    {
      const TwAuditHead *head = g_ptr_array_index (verifier->heads, verifier->next_head);

      if (head->n > entry->n)
        break;
      if (head->n < entry->n || memcmp (head->hash, entry->hash, sizeof head->hash) != 0
          || (verifier->keys != NULL && !is_signed (verifier, head)))
        return fail_head (head->n, error);
      verifier->report.n_heads++;
      verifier->report.n_signed = entry->n;
      verifier->next_head++;
    }
  /* The server signs at least so often: whoever writes the chain anew cannot. */
  if (verifier->keys != NULL && entry->n - verifier->report.n_signed > TW_AUDIT_STRETCH)
    return fail_head (verifier->report.n_signed + TW_AUDIT_STRETCH, error);
  return TRUE;
}

/**
 * tw_audit_verifier_add:
 * @verifier: a verifier
 * @entry: the next one
 * @error: %TW_STORE_ERROR_DAMAGED
 *
 * Returns: whether the chain is as it was written up to here
 */
gboolean
tw_audit_verifier_add (TwAuditVerifier *verifier, const TwAuditEntry *entry, GError **error)
{
  guint8 hash[TW_AUDIT_HASH];

  if (entry->n != verifier->report.n + 1)
    return fail (verifier->report.n + 1, error);
  tw_audit_entry_hash (entry, verifier->last, hash);
  if (memcmp (hash, entry->hash, sizeof hash) != 0 || !check_value (verifier, entry)
      || (verifier->with_witness && verifier->witness.n == entry->n && memcmp (hash, verifier->witness.hash, sizeof hash) != 0))
    return fail (entry->n, error);
  if (!check_heads (verifier, entry, error))
    return FALSE;
  if (strcmp (entry->action, TW_AUDIT_ERASE) == 0)
    g_hash_table_remove (verifier->erased, &entry->record);
  memcpy (verifier->last, hash, sizeof hash);
  verifier->report.n = entry->n;
  return TRUE;
}

/**
 * tw_audit_verifier_end:
 * @verifier: a verifier that was given every entry
 * @error: %TW_STORE_ERROR_DAMAGED
 *
 * Returns: whether nothing is missing at the end, and every value that is gone was erased by an entry that says so
 */
gboolean
tw_audit_verifier_end (TwAuditVerifier *verifier, GError **error)
{
  gint64 first = 0;
  GHashTableIter iter;
  gpointer n;

  if ((verifier->with_witness && verifier->witness.n > verifier->report.n) || verifier->next_head < verifier->heads->len)
    return fail (verifier->report.n + 1, error);
  g_hash_table_iter_init (&iter, verifier->erased);
  while (g_hash_table_iter_next (&iter, NULL, &n))
    if (first == 0 || *(const gint64 *) n < first)
      first = *(const gint64 *) n;
  return first == 0 || fail (first, error);
}

const TwAuditReport *
tw_audit_verifier_get_report (const TwAuditVerifier *verifier)
{
  return &verifier->report;
}
