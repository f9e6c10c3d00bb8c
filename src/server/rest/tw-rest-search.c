/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Full-text search over what the caller may read. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-rest-private.h"
#include "tw-search.h"

#define MAX_TEXT 1000                                  /* bytes of what is looked for */
#define SPARE    4                                     /* so many times the limit are looked through for those that may be seen */

/* A word may have been found in a field that the caller may not see: then the record tells nothing. */
static gboolean
hides_searched (TwRestCall *call, const TwEntity *entity)
{
  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i]->search > 0 && tw_access_field (call->access, entity->fields[i]) == TW_FIELD_HIDDEN)
      return TRUE;
  return FALSE;
}

static gboolean
print_hit (TwRestCall *call, const TwHit *hit, gboolean first, GString *json)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (call->schema, hit->entity);
  g_autoptr (TwRecord) record = entity != NULL && !hides_searched (call, entity) ? tw_rest_find (call, entity, &hit->id) : NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  if (record == NULL)
    return FALSE;
  tw_id_print (&hit->id, id);
  g_string_append_printf (json, "%s{\"type\":\"%s\",\"id\":\"%s\",\"title\":", first ? "" : ",", entity->key, id);
  tw_doc_print_text (hit->title ? hit->title : "", json);
  g_string_append_c (json, '}');
  return TRUE;
}

static void
answer_search (TwRestCall *call)
{
  static const char *const names[] = { "q", "entity", "limit", NULL };
  const char *text = tw_request_get_query (call->request, "q"), *key = tw_request_get_query (call->request, "entity");
  const TwEntity *entity = key != NULL ? tw_schema_get_entity (call->schema, key) : NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GError) error = NULL;
  GString *json;
  guint limit, n = 0;

  if (!tw_rest_check_query (call, names) || !tw_rest_read_limit (call, &limit))
    return;
  if (text == NULL || *text == 0 || strlen (text) > MAX_TEXT || (key != NULL && entity == NULL))
    {
      tw_response_problem (call->response, 400, "parameter", NULL,
                           key != NULL && entity == NULL ? _("There are no such records. See the API’s document for “entity”.")
                                                         : _("Say what to look for in “q”, with at most 1,000 bytes."));
      tw_response_problem_field (call->response, key != NULL && entity == NULL ? "entity" : "q", "invalid", _("This cannot be looked for."));
      return;
    }
  hits = tw_store_search (call->rest->store, text, entity, limit * SPARE, &error);
  if (hits == NULL)
    {
      tw_response_problem_error (call->response, error);
      return;
    }
  json = g_string_new ("{\"items\":[");
  for (guint i = 0; i < hits->len && n < limit; i++)
    n += print_hit (call, g_ptr_array_index (hits, i), n == 0, json);
  g_string_append (json, "]}");
  tw_response_take_json (call->response, json);
}

void
tw_rest_handle_search (TwRequest *request, TwResponse *response, gpointer data)
{
  TwRestCall call;

  if (!tw_rest_begin (&call, data, request, response))
    return;
  answer_search (&call);
  tw_rest_end (&call);
}
