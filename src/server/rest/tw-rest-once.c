/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Idempotency-Key: a POST that is sent again is answered again, and not done again. The answer that is kept is which record was made, or
 * the results of a bulk request; rights may have changed in between, so that a record is read anew. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-once.h"
#include "tw-rest-private.h"

#define MAX_KEY 200

struct _TwRestOnce
{
  char *key;
  char *running;                                       /* its name in rest->running */
  TwId  user;
  TwId  base;
};

static void
once_free (TwRestCall *call, TwRestOnce *once)
{
  g_mutex_lock (&call->rest->running_lock);
  g_hash_table_remove (call->rest->running, once->running);
  g_mutex_unlock (&call->rest->running_lock);
  g_free (once->key);
  g_free (once->running);
  g_free (once);
}

/* A key as a header may hold it, quoted or not: printable ASCII. */
static gboolean
is_good_key (const char *key)
{
  gsize n = strlen (key);

  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isgraph (key[i]))
      return FALSE;
  return n > 0 && n <= MAX_KEY;
}

static char *
sum_of (TwRequest *request)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length;
  const guint8 *body = g_bytes_get_data (tw_request_get_body (request), &length);

  g_checksum_update (sum, (const guint8 *) tw_request_get_path (request), -1);
  g_checksum_update (sum, (const guint8 *) "\n", 1);
  g_checksum_update (sum, body, (gssize) length);
  return g_strdup (g_checksum_get_string (sum));
}

static TwRestOnce *
once_new (TwRestCall *call, const char *key)
{
  const TwId *user = tw_access_get_user (call->access);
  TwRestOnce *once = g_new0 (TwRestOnce, 1);
  char id[TW_ID_TEXT_LENGTH + 1];
  gboolean fresh;

  once->key = g_strdup (key);
  once->user = user != NULL ? *user : tw_id_nil;
  tw_id_print (&once->user, id);
  once->running = g_strconcat (id, " ", key, NULL);
  g_mutex_lock (&call->rest->running_lock);
  fresh = g_hash_table_add (call->rest->running, g_strdup (once->running));
  g_mutex_unlock (&call->rest->running_lock);
  if (fresh)
    return once;
  g_free (once->key);
  g_free (once->running);
  g_free (once);
  tw_response_problem (call->response, 409, "still-running", NULL, _("The same request is being answered now. Wait, then ask again."));
  return NULL;
}

static void
repeat (TwRestCall *call, const TwOnceAnswer *answer)
{
  g_autoptr (TwRecord) record = NULL;

  tw_response_set_header (call->response, "Idempotency-Replayed", "true");
  if (answer->status != 201)
    {
      tw_response_set_status (call->response, answer->status);
      tw_response_take_json (call->response, g_string_new (answer->body));
      return;
    }
  record = tw_rest_find (call, call->entity, &answer->base);
  if (record != NULL)
    {
      g_autofree char *location = g_strdup_printf ("/api/crm/%s/%s", call->entity->plural, answer->body);

      tw_response_set_header (call->response, "Location", location);
      tw_rest_answer_record (call, record, 201);
    }
  else
    tw_rest_not_found (call);
}

gboolean
tw_rest_once_begin (TwRestCall *call, TwRestOnce **once, TwId *base)
{
  const char *key = tw_request_get_header (call->request, "Idempotency-Key");
  g_autofree char *sum = key != NULL ? sum_of (call->request) : NULL;
  g_auto (TwOnceAnswer) answer = { .body = NULL };
  g_autoptr (GError) error = NULL;
  TwOnce result;

  *once = NULL;
  *base = tw_id_nil;
  if (key == NULL)
    return TRUE;
  if (!is_good_key (key))
    {
      tw_response_problem (call->response, 400, "idempotency-key", NULL, _("An Idempotency-Key has 1 to 200 visible ASCII characters."));
      return FALSE;
    }
  *once = once_new (call, key);
  if (*once == NULL)
    return FALSE;
  result = tw_once_begin (call->rest->store, &(*once)->user, key, sum, &answer, &error);
  (*once)->base = *base = answer.base;
  if (result == TW_ONCE_NEW || (result == TW_ONCE_AGAIN && answer.status == 0))
    return TRUE;
  if (result == TW_ONCE_AGAIN)
    repeat (call, &answer);
  else if (result == TW_ONCE_OTHER)
    tw_response_problem (call->response, 422, "idempotency-key", NULL, _("This Idempotency-Key was used for another request. Take a new one."));
  else
    tw_response_problem_error (call->response, error);
  once_free (call, g_steal_pointer (once));
  return FALSE;
}

/* A failure to keep the answer is no failure of the request: the ids see to it that it is not done twice. */
void
tw_rest_once_finish (TwRestCall *call, TwRestOnce *once, guint status, const char *json, gint64 row_seq)
{
  TwOnceAnswer answer = { .status = status, .row_seq = row_seq, .body = (char *) json };

  if (once == NULL)
    return;
  answer.base = once->base;
  tw_once_finish (call->rest->store, &once->user, once->key, &answer, NULL);
  once_free (call, once);
}

void
tw_rest_once_drop (TwRestCall *call, TwRestOnce *once)
{
  if (once == NULL)
    return;
  tw_once_drop (call->rest->store, &once->user, once->key, NULL);
  once_free (call, once);
}
