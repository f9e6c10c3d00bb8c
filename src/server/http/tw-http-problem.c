/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Problems as RFC 9457 has them. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-http-private.h"
#include "tw-http-problem.h"
#include "tw-access.h"
#include "tw-expr.h"
#include "tw-figure.h"
#include "tw-record.h"
#include "tw-schema.h"
#include "tw-store.h"

typedef struct { int code; guint status; const char *type; gboolean told; } Entry;

/* told: the message says nothing but what the caller sent or may see. */
static const Entry store_entries[] = {
  { TW_STORE_ERROR_NOT_FOUND, 404, "not-found", FALSE },
  { TW_STORE_ERROR_IN_USE, 503, "busy", FALSE },
  { TW_STORE_ERROR_READ_ONLY, 503, "read-only", FALSE },
  { TW_STORE_ERROR_AWAY, 503, "away", FALSE },
  { TW_STORE_ERROR_IO, 503, "disk", FALSE },
  { TW_STORE_ERROR_FULL, 507, "full", FALSE },
  { TW_STORE_ERROR_INVALID, 422, "invalid", TRUE },
  { TW_STORE_ERROR_UNIQUE, 409, "not-unique", TRUE },
  { TW_STORE_ERROR_LINK, 409, "link", TRUE },
  { TW_STORE_ERROR_CHANGED, 409, "changed", TRUE },
  { TW_STORE_ERROR_IN_THE_WAY, 409, "in-the-way", TRUE },
  { TW_STORE_ERROR_CURSOR, 400, "cursor", TRUE },
  { TW_STORE_ERROR_TOO_LONG, 422, "too-long", TRUE },
};

const char *
tw_http_title_of (guint status)
{
  const char *phrase = MHD_get_reason_phrase_for (status);

  return phrase ? phrase : "Error";
}

static void
add_member (GString *json, const char *name, const char *text)
{
  g_string_append_printf (json, ",\"%s\":", name);
  tw_doc_print_text (text, json);
}

/* Closes the JSON text; called once, before the answer is sent. */
void
tw_response_finish_problem (TwResponse *response)
{
  if (response->problem == NULL)
    return;
  /* Who is told that it cannot be done now is told when to come back. */
  if ((response->status == 503 || response->status == 507) && tw_response_get_header (response, "Retry-After") == NULL)
    tw_response_set_header (response, "Retry-After", response->status == 503 ? "5" : "60");
  g_string_append (response->problem, response->problem_fields > 0 ? "]}" : "}");
  tw_response_take_body (response, "application/problem+json", g_string_free_to_bytes (g_steal_pointer (&response->problem)));
}

/**
 * tw_response_problem:
 * @response: an answer; what it had as body is dropped
 * @status: 400 to 599
 * @type: the last part of its name, stable: clients decide by it
 * @title: (nullable): what kind of problem; that of the status without
 * @detail: (nullable): one sentence with the next step
 */
void
tw_response_problem (TwResponse *response, guint status, const char *type, const char *title, const char *detail)
{
  GString *json = g_string_new ("{\"type\":\"" TW_HTTP_PROBLEM_PREFIX);

  g_string_append_printf (json, "%s\",\"status\":%u", type, status);
  add_member (json, "title", title ? title : tw_http_title_of (status));
  if (detail != NULL)
    add_member (json, "detail", detail);
  if (response->problem != NULL)
    g_string_free (response->problem, TRUE);
  response->problem = json;
  response->problem_fields = 0;
  response->status = status;
  g_clear_pointer (&response->body, g_bytes_unref);
  g_clear_pointer (&response->file, g_free);
}

/**
 * tw_response_problem_text:
 * @response: an answer that is a problem already, without fields yet
 * @key: a member's name, as RFC 9457 lets a type of problem have its own
 * @text: its value
 */
void
tw_response_problem_text (TwResponse *response, const char *key, const char *text)
{
  g_return_if_fail (response->problem != NULL && response->problem_fields == 0);
  add_member (response->problem, key, text);
}

/**
 * tw_response_problem_field:
 * @response: an answer that is a problem already
 * @field: key of the field
 * @code: what is wrong, stable
 * @message: what is wrong, for people
 */
void
tw_response_problem_field (TwResponse *response, const char *field, const char *code, const char *message)
{
  GString *json = response->problem;

  g_return_if_fail (json != NULL);
  g_string_append (json, response->problem_fields++ == 0 ? ",\"errors\":[{\"field\":" : ",{\"field\":");
  tw_doc_print_text (field, json);
  add_member (json, "code", code);
  add_member (json, "message", message);
  g_string_append_c (json, '}');
}

static const char *
plain_detail (guint status)
{
  switch (status)
    {
    case 404:
      return _("There is no such record, or you may not see it.");
    case 503:
      return _("The server cannot write at the moment. Try again in a while.");
    case 507:
      return _("The server’s disk is full. Tell its administrator.");
    default:
      return _("The server failed. Try again; if it stays so, tell its administrator the request id.");
    }
}

/* What people may know is said with the error's own sentence; the rest (paths, SQL) stays on the server. */
guint
tw_http_explain_error (const GError *error, const char **type, char **detail)
{
  guint status = 500;
  gboolean told = TRUE;

  *type = "internal";
  if (error->domain == TW_STORE_ERROR)
    {
      told = FALSE;
      for (guint i = 0; i < G_N_ELEMENTS (store_entries); i++)
        if (store_entries[i].code == error->code)
          {
            status = store_entries[i].status;
            *type = store_entries[i].type;
            told = store_entries[i].told;
          }
    }
  else if (error->domain == TW_RECORD_ERROR || error->domain == TW_SCHEMA_ERROR)
    status = 422, *type = "invalid";
  else if (error->domain == TW_ACCESS_ERROR && error->code == TW_ACCESS_ERROR_DENIED)
    status = 403, *type = "denied";
  else if (error->domain == TW_ACCESS_ERROR && error->code == TW_ACCESS_ERROR_NOT_FOUND)
    status = 404, *type = "not-found", told = FALSE;
  else if (error->domain == TW_FIGURE_ERROR)
    status = 422, *type = "definition";
  else if (error->domain == TW_EXPR_ERROR)
    status = 400, *type = "expression";
  else
    told = FALSE;
  *detail = g_strdup (told ? error->message : plain_detail (status));
  return status;
}

/**
 * tw_response_problem_error:
 * @response: an answer
 * @error: of the store, schema, record, rights or expression floor
 *
 * Makes the answer the problem that the error is to a client.
 */
void
tw_response_problem_error (TwResponse *response, const GError *error)
{
  g_autofree char *detail = NULL;
  const char *type;
  guint status = tw_http_explain_error (error, &type, &detail);

  tw_response_problem (response, status, type, NULL, detail);
}
