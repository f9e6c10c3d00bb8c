/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The API's document, and a page that shows it. The page is three small files of our own: no other host is asked for anything. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-rest-private.h"
#include "tw-rest-resource.h"

#define POLICY "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; " \
               "frame-ancestors 'none'"

static const char *const files[][2] = {
  { "docs.html", "text/html; charset=utf-8" }, { "docs.js", "text/javascript; charset=utf-8" }, { "docs.css", "text/css; charset=utf-8" },
};

void
tw_rest_handle_docs (TwRequest *request, TwResponse *response, gpointer data)
{
  const char *file = tw_request_get_param (request, "file");

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    if (strcmp (file != NULL ? file : "docs.html", files[i][0]) == 0)
      {
        g_autofree char *path = g_strconcat ("/org/tradewind/server/rest/", files[i][0], NULL);

        tw_response_set_header (response, "Content-Security-Policy", POLICY);
        tw_response_take_body (response, files[i][1], g_resource_lookup_data (tw_rest_get_resource (), path, 0, NULL));
        return;
      }
  tw_response_problem (response, 404, "not-found", NULL, _("There is nothing at this address. Check it."));
}

static GBytes *
ref_document (TwRest *rest)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (rest->store);
  GBytes *document;

  g_mutex_lock (&rest->document_lock);
  if (rest->document_schema != schema)
    {
      g_clear_pointer (&rest->document, g_bytes_unref);
      g_clear_pointer (&rest->document_schema, tw_schema_unref);
      rest->document = g_string_free_to_bytes (tw_rest_print_document (schema));
      rest->document_schema = tw_schema_ref (schema);
    }
  document = g_bytes_ref (rest->document);
  g_mutex_unlock (&rest->document_lock);
  return document;
}

void
tw_rest_handle_document (TwRequest *request, TwResponse *response, gpointer data)
{
  tw_response_take_body (response, "application/json", ref_document (data));
}
