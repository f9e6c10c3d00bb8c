/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Problems (RFC 9457) that become an answer, or one result among others. */
#include "config.h"

#include "tw-rest-private.h"

#include "tw-http-problem.h"

void
tw_rest_problem_clear (TwRestProblem *problem)
{
  g_clear_pointer (&problem->detail, g_free);
  g_clear_pointer (&problem->errors, g_ptr_array_unref);
  problem->status = 0;
}

void
tw_rest_problem_set (TwRestProblem *problem, guint status, const char *type, const char *detail)
{
  problem->status = status;
  problem->type = type;
  g_free (problem->detail);
  problem->detail = g_strdup (detail);
}

void
tw_rest_problem_error (TwRestProblem *problem, const GError *error)
{
  g_autofree char *detail = NULL;
  const char *type;
  guint status = tw_http_explain_error (error, &type, &detail);

  tw_rest_problem_set (problem, status, type, detail);
}

/* The caller has set the problem, or sets it after all fields were looked at. */
void
tw_rest_problem_field (TwRestProblem *problem, const char *field, const char *code, const char *message)
{
  if (problem->errors == NULL)
    problem->errors = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (problem->errors, g_strdup (field));
  g_ptr_array_add (problem->errors, g_strdup (code));
  g_ptr_array_add (problem->errors, g_strdup (message));
}

void
tw_rest_problem_answer (TwRestProblem *problem, TwResponse *response)
{
  tw_response_problem (response, problem->status, problem->type, NULL, problem->detail);
  for (guint i = 0; problem->errors != NULL && i < problem->errors->len; i += 3)
    tw_response_problem_field (response, g_ptr_array_index (problem->errors, i), g_ptr_array_index (problem->errors, i + 1),
                               g_ptr_array_index (problem->errors, i + 2));
}

static void
print_member (GString *json, const char *lead, const char *name, const char *text)
{
  g_string_append_printf (json, "%s\"%s\":", lead, name);
  tw_doc_print_text (text, json);
}

void
tw_rest_problem_print (const TwRestProblem *problem, GString *json)
{
  g_string_append_printf (json, "{\"type\":\"" TW_HTTP_PROBLEM_PREFIX "%s\",\"status\":%u", problem->type, problem->status);
  print_member (json, ",", "title", tw_http_title_of (problem->status));
  if (problem->detail != NULL)
    print_member (json, ",", "detail", problem->detail);
  for (guint i = 0; problem->errors != NULL && i < problem->errors->len; i += 3)
    {
      print_member (json, i == 0 ? ",\"errors\":[{" : ",{", "field", g_ptr_array_index (problem->errors, i));
      print_member (json, ",", "code", g_ptr_array_index (problem->errors, i + 1));
      print_member (json, ",", "message", g_ptr_array_index (problem->errors, i + 2));
      g_string_append_c (json, '}');
    }
  g_string_append (json, problem->errors != NULL ? "]}" : "}");
}
