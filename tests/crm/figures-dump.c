/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints what all widgets of a workspace's dashboards come to, a JSON object a line, for a check in another language. */
#include "config.h"

#include <stdio.h>

#include "tw-doc.h"
#include "tw-figure.h"
#include "tw-seed.h"

static void
print_key (const TwFigureKey *key)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *printed = key->key.type == TW_TYPE_LINK || key->key.type == TW_TYPE_NULL ? NULL : tw_value_print (&key->key);

  if (key->key.type == TW_TYPE_NULL && (key->title == NULL || g_str_has_prefix (key->title, "No ")))
    g_string_append (text, "null");
  else
    tw_doc_print_text (printed != NULL ? printed : key->title, text);
  printf ("%s", text->str);
}

static void
print_value (const TwFigureCell *cell)
{
  g_autofree char *text = cell->has ? tw_value_print (&cell->exact) : NULL;

  printf (text != NULL ? "\"%s\"" : "null", text);
}

static void
print_answer (TwStore *store, TwRecord *record, const TwFigureRange *range)
{
  const char *json = tw_record_get_key (record, "figure")->text;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwFigure) figure = tw_figure_parse (json, &error);
  TwFigureAsk ask = { .store = store, .range = range };
  g_autoptr(TwFigureAnswer) answer = NULL;
  g_autofree char *title = tw_record_dup_title (record), *from = tw_date_print (range->from), *to = tw_date_print (range->to);
  TwExprContext *context = tw_store_dup_context (store);

  g_assert_no_error (error);
  answer = tw_figure_answer (figure, &ask, NULL, &error);
  g_assert_no_error (error);
  printf ("{\"title\": \"%s\", \"figure\": %s, \"from\": \"%s\", \"to\": \"%s\", \"weekday\": %d, \"grain\": \"%s\", \"total\": ", title, json, from, to,
          context->first_weekday, tw_grain_get_name (range->grain));
  tw_store_context_free (context);
  print_value (&answer->total);
  printf (", \"cells\": [");
  for (guint i = 0; i < answer->keys[0]->len; i++)
    for (guint j = 0; j < answer->keys[1]->len; j++)
      {
        printf ("%s[", i + j > 0 ? ", " : "");
        print_key (g_ptr_array_index (answer->keys[0], i));
        printf (", ");
        print_key (g_ptr_array_index (answer->keys[1], j));
        printf (", ");
        print_value (tw_figure_answer_get (answer, i, j));
        printf ("]");
      }
  printf ("]");
  for (guint i = 0; answer->against != NULL && i < answer->against->len; i++)
    {
      printf (i == 0 ? ", \"against\": [" : ", ");
      print_value (&g_array_index (answer->against, TwFigureCell, i));
    }
  printf (answer->against != NULL && answer->against->len > 0 ? "]}\n" : "}\n");
}

int
main (int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);
  g_autoptr(TwSchema) schema = NULL;
  g_autoptr(GPtrArray) widgets = NULL;
  g_autoptr(TwQuery) query = NULL;
  TwStore *store;
  TwFigureRange range;

  g_assert_cmpint (argc, ==, 3);
  store = tw_store_open (argv[1], shipped, FALSE, &error);
  g_assert_no_error (error);
  schema = tw_store_ref_schema (store);
  g_assert_true (tw_figure_range_parse (store, argv[2], TW_GRAIN_NONE, &range));
  query = tw_query_new (schema, tw_schema_get_entity (schema, "widget"), NULL, NULL, &error);
  widgets = tw_store_list (store, query, 1000, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < widgets->len; i++)
    print_answer (store, g_ptr_array_index (widgets, i), &range);
  tw_store_close (store);
  g_object_unref (store);
  return 0;
}
