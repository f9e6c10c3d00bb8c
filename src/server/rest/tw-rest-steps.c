/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of a record that have an address of their own: a quote is sent or accepted, a meeting is completed. The times are derived by
 * the schema from the change of status. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-rest-private.h"

typedef struct
{
  const char *entity;
  const char *status;                                  /* to be reached; there already: nothing happens */
  const char *from[3];                                 /* NULL-terminated */
} Step;

static const Step send_step = { "quote", "sent", { "draft", NULL } };
static const Step accept_step = { "quote", "accepted", { "sent", "viewed", NULL } };
static const Step complete_step = { "meeting", "completed", { "scheduled", NULL } };

static gboolean
take_step (TwRestCall *call, const Step *step, TwRecord *record, TwRestProblem *problem)
{
  const TwField *field = tw_entity_get_field (call->entity, "status");
  const TwValue *now = tw_record_get (record, field);
  g_auto (TwValue) value = tw_value_enum (step->status);
  g_autoptr (GError) error = NULL;

  if (now->type == TW_TYPE_ENUM && strcmp (now->text, step->status) == 0)
    return TRUE;
  if (now->type != TW_TYPE_ENUM || !g_strv_contains (step->from, now->text))
    {
      tw_rest_problem_set (problem, 409, "state", _("The record is not in a state from which this step can be taken. Read it again."));
      return FALSE;
    }
  if (tw_record_set (record, field, &value, &error) && tw_access_check_edit (call->access, record, &error))
    return tw_rest_commit (call, record, FALSE, problem);
  tw_rest_problem_error (problem, error);
  return FALSE;
}

static void
answer_step (TwRestCall *call, const Step *step)
{
  static const char *const names[] = { "fields", "computed", NULL };
  g_auto (TwRestFields) fields = { NULL, NULL };
  g_auto (TwRestProblem) problem = { 0 };
  g_autoptr (TwRecord) record = NULL;
  const char *match = tw_request_get_header (call->request, "If-Match");
  g_autoptr (TwDoc) empty = tw_doc_parse ("body", "{}", -1, NULL);
  TwId id;

  call->entity = tw_schema_get_entity (call->schema, step->entity);
  if (!tw_rest_check_query (call, names) || !tw_rest_fields_read (&fields, call, call->entity) || !tw_rest_read_id (call, &id))
    return;
  record = tw_rest_prepare_patch (call, &id, tw_doc_get_root (empty), match, &problem);
  if (record != NULL && take_step (call, step, record, &problem))
    tw_rest_answer_record (call, record, 200);
  else
    tw_rest_problem_answer (&problem, call->response);
}

static void
handle_step (TwRequest *request, TwResponse *response, gpointer data, const Step *step)
{
  TwRestCall call;

  if (!tw_rest_begin (&call, data, request, response))
    return;
  answer_step (&call, step);
  tw_rest_end (&call);
}

void
tw_rest_handle_send_quote (TwRequest *request, TwResponse *response, gpointer data)
{
  handle_step (request, response, data, &send_step);
}

void
tw_rest_handle_accept_quote (TwRequest *request, TwResponse *response, gpointer data)
{
  handle_step (request, response, data, &accept_step);
}

void
tw_rest_handle_complete_meeting (TwRequest *request, TwResponse *response, gpointer data)
{
  handle_step (request, response, data, &complete_step);
}
