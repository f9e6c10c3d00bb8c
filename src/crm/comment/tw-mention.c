/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-mention.h"

#include <string.h>

#include "tw-markdown.h"
#include "tw-record-uri.h"
#include "tw-text.h"

#define MAX_PEOPLE 2000                                /* that are looked through for a name */

/**
 * tw_person_free:
 * @person: (transfer full): a person
 *
 * Frees it.
 */
void
tw_person_free (TwPerson *person)
{
  g_free (person->name);
  g_free (person);
}

static TwPerson *
person_new (const TwId *id,
            const char *name)
{
  TwPerson *person = g_new0 (TwPerson, 1);

  person->id = *id;
  person->name = g_strdup (name);
  return person;
}

static gboolean
begins_with (const char *name,
             const char *text)
{
  g_autofree char *folded_name = tw_text_fold (name), *folded = tw_text_fold (text);

  return g_str_has_prefix (folded_name, folded);
}

/**
 * tw_mention_complete:
 * @store: the store
 * @text: what was typed after the @; "" for everybody
 * @limit: how many at most
 * @error: of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwPerson): people, those whose name begins with the text first
 */
GPtrArray *
tw_mention_complete (TwStore    *store,
                     const char *text,
                     guint       limit,
                     GError    **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *user = tw_schema_get_entity (schema, "user");
  const TwField *active = user != NULL ? tw_entity_get_field (user, "active") : NULL;
  g_autoptr(TwQuery) query = NULL;
  g_autoptr(GPtrArray) records = NULL, people = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_person_free);
  guint n_first = 0;

  g_return_val_if_fail (user != NULL, NULL);
  query = tw_query_new (schema, user, active != NULL ? "active is empty or active" : NULL, "name", error);
  records = query != NULL ? tw_store_list (store, query, MAX_PEOPLE, NULL, NULL, error) : NULL;
  if (records == NULL)
    return NULL;
  for (guint i = 0; i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      g_autofree char *name = tw_record_dup_title (record);

      if (*name == '\0' || !tw_text_contains (name, text))
        continue;
      if (begins_with (name, text))
        g_ptr_array_insert (people, n_first++, person_new (tw_record_get_id (record), name));
      else
        g_ptr_array_add (people, person_new (tw_record_get_id (record), name));
    }
  if (people->len > limit)
    g_ptr_array_set_size (people, limit);
  return g_steal_pointer (&people);
}

/* The longest name at the place, so that "Ann Berger" is not taken for "Ann Berg". */
static TwPerson *
find_person (GPtrArray  *people,
             const char *at)
{
  TwPerson *found = NULL;

  for (guint i = 0; i < people->len; i++)
    {
      TwPerson *person = g_ptr_array_index (people, i);
      gsize length = strlen (person->name);

      if (strncmp (at, person->name, length) == 0 && !g_unichar_isalnum (g_utf8_get_char (at + length))
          && (found == NULL || length > strlen (found->name)))
        found = person;
    }
  return found;
}

static void
append_label (GString    *out,
              const char *name)
{
  for (const char *p = name; *p != '\0'; p++)
    {
      if (strchr ("\\[]*_`<>", *p) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
}

/**
 * tw_mention_to_stored:
 * @schema: the schema
 * @typed: the text with names after @
 * @people: (element-type TwPerson): who was chosen
 *
 * Returns: (transfer full): the text with a link for each person
 */
char *
tw_mention_to_stored (TwSchema   *schema,
                      const char *typed,
                      GPtrArray  *people)
{
  const TwEntity *user = tw_schema_get_entity (schema, "user");
  GString *out = g_string_new (NULL);

  for (const char *p = typed; *p != '\0'; )
    {
      TwPerson *person = *p == '@' ? find_person (people, p + 1) : NULL;

      if (person == NULL)
        {
          g_string_append_c (out, *p++);
          continue;
        }
      g_string_append (out, "[@");
      append_label (out, person->name);
      {
        g_autofree char *uri = tw_record_uri_print (user, &person->id);

        g_string_append_printf (out, "](%s)", uri);
      }
      p += 1 + strlen (person->name);
    }
  return g_string_free (out, FALSE);
}

/* Reads a mention at the place; NULL when there is none. end: after it. */
static TwPerson *
read_mention (TwSchema    *schema,
              const char  *at,
              const char **end)
{
  g_autoptr(GString) name = g_string_new (NULL);
  g_autofree char *uri = NULL;
  const TwEntity *entity = NULL;
  const char *p = at + 2, *close = NULL;
  TwId id;

  if (!g_str_has_prefix (at, "[@"))
    return NULL;
  for (; *p != '\0' && *p != ']' && *p != '\n'; p++)
    {
      if (*p == '\\' && p[1] != '\0')
        p++;
      g_string_append_c (name, *p);
    }
  close = p[0] == ']' && p[1] == '(' ? strchr (p + 2, ')') : NULL;
  if (close == NULL)
    return NULL;
  uri = g_strndup (p + 2, close - p - 2);
  entity = tw_record_uri_parse (schema, uri, &id);
  if (entity == NULL || !g_str_equal (entity->key, "user"))
    return NULL;
  *end = close + 1;
  return person_new (&id, name->str);
}

/**
 * tw_mention_to_typed:
 * @schema: the schema
 * @stored: a stored text
 * @people: (element-type TwPerson): those who are mentioned are appended
 *
 * Returns: (transfer full): the text as a person edits it
 */
char *
tw_mention_to_typed (TwSchema   *schema,
                     const char *stored,
                     GPtrArray  *people)
{
  GString *out = g_string_new (NULL);

  for (const char *p = stored; *p != '\0'; )
    {
      TwPerson *person = read_mention (schema, p, &p);

      if (person == NULL)
        {
          g_string_append_c (out, *p++);
          continue;
        }
      g_string_append_printf (out, "@%s", person->name);
      g_ptr_array_add (people, person);
    }
  return g_string_free (out, FALSE);
}

typedef struct
{
  TwSchema *schema;
  GArray   *ids;
} Search;

static void
link_cb (const char *uri,
         gpointer    data)
{
  Search *search = data;
  TwId id;
  const TwEntity *entity = tw_record_uri_parse (search->schema, uri, &id);

  if (entity == NULL || !g_str_equal (entity->key, "user"))
    return;
  for (guint i = 0; i < search->ids->len; i++)
    if (tw_id_equal (&g_array_index (search->ids, TwId, i), &id))
      return;
  g_array_append_val (search->ids, id);
}

/**
 * tw_mention_list:
 * @schema: the schema
 * @stored: a stored text
 *
 * Returns: (transfer full) (element-type TwId): who is mentioned, each once
 */
GArray *
tw_mention_list (TwSchema   *schema,
                 const char *stored)
{
  Search search = { schema, g_array_new (FALSE, FALSE, sizeof (TwId)) };

  tw_markdown_find_links (stored, link_cb, &search);
  return search.ids;
}
