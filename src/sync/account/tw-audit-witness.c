/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-audit-witness.h"
#include "tw-doc.h"
#include "tw-replica.h"

#define STATE    "audit"
#define INTERVAL ((gint64) 3600 * G_USEC_PER_SEC)
#define MAX_BODY 4096

struct _TwAuditWitness
{
  TwStore      *store;
  TwTransport  *transport;
  TwWitnessTold told;
  gpointer      data;
  gint64        looked;                                /* monotonic; 0: never */
  gboolean      asking;
  GCancellable *cancellable;
};

static gboolean
get_hex (const TwDocNode *object, const char *name, guint8 *bytes, gsize n)
{
  const TwDocNode *node = tw_doc_member (object, name);

  return node != NULL && node->type == TW_DOC_TEXT && tw_audit_unhex (node->text, bytes, n);
}

static gboolean
get_number (const TwDocNode *object, const char *name, gint64 *number)
{
  const TwDocNode *node = tw_doc_member (object, name);

  return node != NULL && tw_doc_integer (node, number);
}

static gboolean
read_head (const TwDocNode *object, TwAuditHead *head)
{
  memset (head, 0, sizeof *head);
  return object->type == TW_DOC_OBJECT && get_number (object, "n", &head->n) && head->n > 0 && get_number (object, "at", &head->at)
         && get_hex (object, "hash", head->hash, sizeof head->hash)
         && get_hex (object, "key", head->key, sizeof head->key) && get_hex (object, "signature", head->signature, sizeof head->signature);
}

static TwDoc *
parse_kept (TwStore *store)
{
  g_autofree char *text = tw_replica_dup_state (store, STATE);

  return text != NULL ? tw_doc_parse (STATE, text, -1, NULL) : NULL;
}

void
tw_audit_witness_get (TwStore *store, TwAuditHead *head)
{
  g_autoptr (TwDoc) doc = parse_kept (store);

  if (doc == NULL || !read_head (tw_doc_get_root (doc), head))
    memset (head, 0, sizeof *head);
}

/* Whether the server's database is another one than that whose head is kept: it was put back from a copy, and its log with it. */
static gboolean
is_other_epoch (TwStore *store)
{
  g_autoptr (TwDoc) doc = parse_kept (store);
  g_autofree char *epoch = tw_replica_dup_state (store, "epoch");
  const TwDocNode *kept = doc != NULL ? tw_doc_member (tw_doc_get_root (doc), "epoch") : NULL;

  return kept != NULL && kept->type == TW_DOC_TEXT && g_strcmp0 (kept->text, epoch) != 0;
}

static gboolean
keep (TwStore *store, const TwAuditHead *head, GError **error)
{
  g_autofree char *hash = tw_audit_hex (head->hash, sizeof head->hash), *key = tw_audit_hex (head->key, sizeof head->key);
  g_autofree char *signature = tw_audit_hex (head->signature, sizeof head->signature);
  g_autofree char *epoch = tw_replica_dup_state (store, "epoch");
  g_autoptr (GString) json = g_string_new (NULL);

  g_string_append_printf (json, "{\"n\":%" PRId64 ",\"at\":%" PRId64 ",\"hash\":\"%s\",\"key\":\"%s\",\"signature\":\"%s\",\"epoch\":", head->n,
                          head->at, hash, key, signature);
  tw_doc_print_text (epoch != NULL ? epoch : "", json);
  g_string_append_c (json, '}');
  return tw_replica_set_state (store, STATE, json->str, error);
}

/* kept.n is not 0. proof: what the server says that its chain has there; nullable. */
static char *
compare (const TwAuditHead *kept, const TwAuditHead *head, const guint8 *proof)
{
  if (head->n < kept->n)
    return g_strdup_printf (_("The server's audit log has become shorter: entries after number %" PRId64 " are gone. Tell whoever runs it."), head->n);
  if (memcmp (head->key, kept->key, sizeof head->key) != 0)
    return g_strdup (_("The server's audit log is signed with another key than before. Ask whoever runs it why."));
  if (proof == NULL || memcmp (proof, kept->hash, sizeof kept->hash) != 0
      || (head->n == kept->n && memcmp (head->hash, kept->hash, sizeof kept->hash) != 0))
    return g_strdup_printf (_("The server's audit log was changed: entry %" PRId64 " is not what it was. Tell whoever runs it."), kept->n);
  return NULL;
}

/**
 * tw_audit_witness_judge:
 * @store: a workspace that belongs to a server
 * @answer: of GET /sync/v1/audit
 * @error: when @answer is none, or the store's
 *
 * A head that does not go on from the one that is kept is told each time and not taken, except from a server that was put back from a
 * backup, where it is told once.
 *
 * Returns: (transfer full) (nullable): a sentence about what is wrong
 */
char *
tw_audit_witness_judge (TwStore *store, GBytes *answer, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (answer, &length);
  g_autoptr (TwDoc) doc = length <= MAX_BODY ? tw_doc_parse ("answer", text, (gssize) length, NULL) : NULL;
  const TwDocNode *node = doc != NULL ? tw_doc_member (tw_doc_get_root (doc), "head") : NULL;
  g_autofree char *sentence = NULL;
  TwAuditHead kept, head = { 0 };
  guint8 proof[TW_AUDIT_HASH];
  gboolean proven;

  if (node == NULL || (node->type != TW_DOC_NULL && !read_head (node, &head)))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The server's answer could not be read. Trying again later."));
      return NULL;
    }
  proven = get_hex (tw_doc_get_root (doc), "kept", proof, sizeof proof);
  tw_audit_witness_get (store, &kept);
  if (head.n != 0 && !tw_audit_head_is_signed (&head, head.key))
    return g_strdup (_("The server's audit log is not signed as it should be. Tell whoever runs it."));
  if (kept.n != 0)
    sentence = compare (&kept, &head, proven ? proof : NULL);
  if (head.n != 0 && (sentence == NULL || is_other_epoch (store)) && (head.n != kept.n || sentence != NULL))
    keep (store, &head, error);
  return g_steal_pointer (&sentence);
}

typedef struct
{
  TwAuditWitness *witness;                             /* gone when it is cancelled */
  GCancellable   *cancellable;
} Asking;

static void
take_reply (TwAuditWitness *witness, TwReply *reply)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  witness->asking = FALSE;
  /* An older server has no such address; a line that broke is the engine's matter. */
  if (reply->status == 200)
    sentence = tw_audit_witness_judge (witness->store, reply->body, &error);
  if (sentence != NULL || error != NULL)
    witness->told (sentence != NULL ? sentence : error->message, witness->data);
  if (reply->status == 0)
    witness->looked = 0;
}

static void
replied (TwReply *reply, gpointer data)
{
  Asking *asking = data;

  if (!g_cancellable_is_cancelled (asking->cancellable))
    take_reply (asking->witness, reply);
  tw_reply_free (reply);
  g_object_unref (asking->cancellable);
  g_free (asking);
}

TwAuditWitness *
tw_audit_witness_new (TwStore *store, TwTransport *transport, TwWitnessTold told, gpointer data)
{
  TwAuditWitness *witness = g_new0 (TwAuditWitness, 1);

  witness->store = store;
  witness->transport = g_object_ref (transport);
  witness->told = told;
  witness->data = data;
  witness->cancellable = g_cancellable_new ();
  return witness;
}

void
tw_audit_witness_free (TwAuditWitness *witness)
{
  if (witness == NULL)
    return;
  g_cancellable_cancel (witness->cancellable);
  g_object_unref (witness->cancellable);
  g_object_unref (witness->transport);
  g_free (witness);
}

/**
 * tw_audit_witness_look:
 * @witness: a witness
 *
 * To be called whenever the workspace is synced; asks at most once an hour.
 */
void
tw_audit_witness_look (TwAuditWitness *witness)
{
  g_autofree char *path = NULL;
  gint64 now = g_get_monotonic_time ();
  TwAuditHead kept;
  Asking *asking;

  if (witness->asking || (witness->looked != 0 && now - witness->looked < INTERVAL))
    return;
  witness->asking = TRUE;
  witness->looked = now;
  tw_audit_witness_get (witness->store, &kept);
  path = g_strdup_printf ("/sync/v1/audit?kept=%" PRId64, kept.n);
  asking = g_new (Asking, 1);
  *asking = (Asking) { witness, g_object_ref (witness->cancellable) };
  tw_transport_send (witness->transport, "GET", path, NULL, NULL, NULL, witness->cancellable, replied, asking);
}
