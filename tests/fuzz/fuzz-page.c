/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a page of a pull or of a first load, and as the answer to a push: refused, or read into values of their fields' types
 * that survive being written again. */
#include "config.h"

#include <string.h>

#include "tw-fuzz.h"
#include "tw-wire.h"

TW_FUZZ_MAIN ("page", 4000)

static TwSchema *schema;

static void
check_value (const TwField *field, const TwValue *value)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (TwDoc) doc = NULL;
  g_auto (TwValue) again = TW_VALUE_INIT;

  tw_wire_append_value (json, value);
  doc = tw_doc_parse ("value", json->str, (gssize) json->len, NULL);
  g_assert_nonnull (doc);
  g_assert_true (tw_wire_read_value (tw_doc_get_root (doc), field, &again));
  g_assert_true (tw_value_equal (value, &again));
}

static void
check_extra (const char *extra)
{
  g_autoptr (TwDoc) doc = tw_doc_parse ("extra", extra, -1, NULL);

  /* A column that is named twice makes a member twice: the reader of such JSON refuses it whole. */
  if (doc != NULL)
    g_assert_cmpint (tw_doc_get_root (doc)->type, ==, TW_DOC_OBJECT);
}

static void
check_table (const TwWireTable *table)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (schema, table->entity);
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (TwValue));

  g_array_set_clear_func (values, (GDestroyNotify) tw_value_clear);
  for (guint i = 0; entity != NULL && i < table->rows->len; i++)
    {
      const TwWireRow *row = &g_array_index (table->rows, TwWireRow, i);
      g_autofree char *extra = NULL;
      g_autoptr (GError) error = NULL;
      gboolean good = tw_wire_row_read (table, row, entity, fields, values, &extra, &error);

      g_assert_true (good == (error == NULL));
      if (!good)
        continue;
      g_assert_cmpint (row->seq, >=, 1);
      g_assert_cmpuint (fields->len, ==, values->len);
      for (guint f = 0; f < fields->len; f++)
        check_value (g_ptr_array_index (fields, f), &g_array_index (values, TwValue, f));
      if (extra != NULL)
        check_extra (extra);
      tw_fuzz_n_good++;
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL, other = NULL;
  g_autoptr (TwWirePage) page = tw_wire_page_parse (body, &error);
  g_autoptr (TwWirePushAnswer) answer = tw_wire_push_answer_parse (body, &other);

  if (schema == NULL)
    schema = tw_schema_load_shipped (NULL);
  g_assert_true ((page == NULL) == (error != NULL));
  g_assert_true ((answer == NULL) == (other != NULL));
  for (guint i = 0; page != NULL && i < page->tables->len; i++)
    check_table (g_ptr_array_index (page->tables, i));
  if (answer != NULL)
    {
      g_autoptr (GBytes) printed = tw_wire_push_answer_print (answer);
      g_autoptr (TwWirePushAnswer) again = tw_wire_push_answer_parse (printed, NULL);

      g_assert_nonnull (again);
      g_assert_cmpint (again->acked, ==, answer->acked);
      g_assert_cmpuint (again->results->len, ==, answer->results->len);
      tw_fuzz_n_good++;
    }
  return 0;
}
