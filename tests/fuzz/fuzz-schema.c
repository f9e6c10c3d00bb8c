/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as JSON, as the definition of an entity, and as a site's own definitions: refused with a sentence, or a schema that can be
 * walked. JSON that was read is printed and read again, equal. The first byte chooses. */
#include "config.h"

#include <string.h>

#include "tw-definitions.h"
#include "tw-doc.h"
#include "tw-fuzz.h"
#include "tw-schema.h"

TW_FUZZ_MAIN ("schema", 2000)

static TwSchema *shipped;

static void
check_json (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwDoc) doc = tw_doc_parse ("fuzz", text, (gssize) length, &error), again = NULL;
  g_autoptr (GString) first = g_string_new (NULL), second = g_string_new (NULL);

  g_assert_true ((doc == NULL) == (error != NULL));
  if (doc == NULL)
    return;
  tw_doc_print (tw_doc_get_root (doc), first);
  g_assert_true (g_utf8_validate (first->str, (gssize) first->len, NULL));
  again = tw_doc_parse ("again", first->str, (gssize) first->len, &error);
  g_assert_no_error (error);
  tw_doc_print (tw_doc_get_root (again), second);
  g_assert_cmpstr (first->str, ==, second->str);
  tw_fuzz_n_good++;
}

static void
walk (TwSchema *schema)
{
  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, e);

      g_assert_true (tw_schema_get_entity (schema, entity->key) == entity);
      for (guint f = 0; f < entity->n_fields; f++)
        g_assert_true (tw_entity_get_field_by_number (entity, entity->fields[f]->number) == entity->fields[f]);
    }
  tw_fuzz_n_good++;
}

static void
check_definitions (const char *text)
{
  g_autoptr (GError) error = NULL, other = NULL;
  g_autoptr (TwSchema) schema = tw_schema_extend (shipped, text, &error);
  g_autofree char *merged = tw_schema_merge_definitions (NULL, text, &other);

  g_assert_true ((schema == NULL) == (error != NULL));
  g_assert_true ((merged == NULL) == (other != NULL));
  if (schema != NULL)
    walk (schema);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = NULL;
  const char *name = "fuzz.json";

  if (size < 1)
    return 0;
  if (shipped == NULL)
    shipped = tw_schema_load_shipped (NULL);
  text = g_strndup ((const char *) data + 1, size - 1);
  if (data[0] == 'j')
    check_json ((const char *) data + 1, size - 1);
  else if (data[0] == 'd')
    check_definitions (text);
  else
    {
      const char *texts = text;
      g_autoptr (GError) error = NULL;
      g_autoptr (TwSchema) schema = tw_schema_load_texts (&name, &texts, 1, &error);

      g_assert_true ((schema == NULL) == (error != NULL));
      if (schema != NULL)
        walk (schema);
    }
  return 0;
}
