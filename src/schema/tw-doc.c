/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-doc.h"
#include "tw-schema.h"
#include "tw-schema-arena-private.h"

#define MANY_MEMBERS 24
#define N_RECENT     32                             /* keys that are likely to come again */

struct _TwDoc
{
  TwSchemaArena *arena;
  TwDocNode     *root;
};

typedef struct
{
  const char    *name;
  const char    *at;
  const char    *end;
  const char    *line_start;
  int            line;
  int            depth;
  TwSchemaArena *arena;
  GString       *buffer;
  const char    *recent[N_RECENT];                     /* (nullable) */
  GError       **error;
} Reader;

static gboolean read_value (Reader *reader, TwDocNode *node);

static gboolean
fail (Reader *reader, const char *message)
{
  long column = g_utf8_strlen (reader->line_start, reader->at - reader->line_start) + 1;

  g_set_error (reader->error, TW_SCHEMA_ERROR, TW_SCHEMA_ERROR_JSON, "%s:%d:%ld: %s", reader->name, reader->line, column,
               message);
  return FALSE;
}

static void
skip_space (Reader *reader)
{
  for (; reader->at < reader->end; reader->at++)
    {
      if (*reader->at == '\n')
        {
          reader->line++;
          reader->line_start = reader->at + 1;
        }
      else if (*reader->at != ' ' && *reader->at != '\t' && *reader->at != '\r')
        return;
    }
}

static gboolean
read_hex (Reader *reader, guint *unit)
{
  *unit = 0;
  if (reader->end - reader->at < 4)
    return FALSE;
  for (int i = 0; i < 4; i++, reader->at++)
    {
      if (!g_ascii_isxdigit (*reader->at))
        return FALSE;
      *unit = *unit * 16 + g_ascii_xdigit_value (*reader->at);
    }
  return TRUE;
}

/* After "\u". A character outside the basic plane is two escapes, RFC 8259 §7. */
static gboolean
read_unicode (Reader *reader)
{
  guint high, low;

  if (!read_hex (reader, &high))
    return fail (reader, _("“\\u” needs four hexadecimal digits"));
  if (high == 0)
    {
      g_set_error (reader->error, TW_SCHEMA_ERROR, TW_SCHEMA_ERROR_INVALID, _("%s:%d: a text may not hold the character U+0000"),
                   reader->name, reader->line);
      return FALSE;
    }
  if (high >= 0xD800 && high <= 0xDFFF)
    {
      if (high > 0xDBFF || reader->end - reader->at < 6 || reader->at[0] != '\\' || reader->at[1] != 'u')
        return fail (reader, _("half of a surrogate pair"));
      reader->at += 2;
      if (!read_hex (reader, &low) || low < 0xDC00 || low > 0xDFFF)
        return fail (reader, _("half of a surrogate pair"));
      high = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    }
  g_string_append_unichar (reader->buffer, high);
  return TRUE;
}

static gboolean
read_escape (Reader *reader)
{
  static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  const char *found;

  if (reader->at >= reader->end)
    return fail (reader, _("the text does not end"));
  if (*reader->at == 'u')
    {
      reader->at++;
      return read_unicode (reader);
    }
  found = *reader->at ? strchr (letters, *reader->at) : NULL;
  if (!found)
    return fail (reader, _("unknown escape after “\\”"));
  g_string_append_c (reader->buffer, meanings[found - letters]);
  reader->at++;
  return TRUE;
}

/* Each key is there once. Objects have the same ones again and again, and most of them are found without a look into the table. */
static const char *
intern_key (Reader *reader, const char *key, gsize length)
{
  const char **recent = &reader->recent[(length * 7 + (guchar) key[0] + (guchar) key[length / 2] * 5) % N_RECENT];

  if (*recent == NULL || strncmp (*recent, key, length) != 0 || (*recent)[length] != '\0')
    {
      g_autofree char *copy = g_strndup (key, length);

      *recent = tw_schema_arena_intern (reader->arena, copy);
    }
  return *recent;
}

/* At the opening quote. */
static gboolean
read_text (Reader *reader, gboolean is_key, const char **text)
{
  g_string_truncate (reader->buffer, 0);
  for (reader->at++; reader->at < reader->end; )
    {
      const char *run = reader->at;

      while (reader->at < reader->end && *reader->at != '"' && *reader->at != '\\' && (guchar) *reader->at >= 0x20)
        reader->at++;
      if (reader->at < reader->end && *reader->at == '"')
        {
          gsize length = reader->at - run;

          if (reader->buffer->len > 0)
            {
              g_string_append_len (reader->buffer, run, (gssize) length);
              run = reader->buffer->str;
              length = reader->buffer->len;
            }
          reader->at++;
          *text = is_key ? intern_key (reader, run, length) : tw_schema_arena_copy (reader->arena, run, length);
          return TRUE;
        }
      g_string_append_len (reader->buffer, run, reader->at - run);
      if (reader->at >= reader->end)
        break;
      if (*reader->at != '\\')
        return fail (reader, _("a text may not hold a bare control character or end of line"));
      reader->at++;
      if (!read_escape (reader))
        return FALSE;
    }
  return fail (reader, _("the text does not end"));
}

static gboolean
skip_digits (Reader *reader)
{
  const char *start = reader->at;

  while (reader->at < reader->end && g_ascii_isdigit (*reader->at))
    reader->at++;
  return reader->at > start;
}

static gboolean
read_number (Reader *reader, TwDocNode *node)
{
  const char *start = reader->at;

  if (*reader->at == '-')
    reader->at++;
  if (reader->at < reader->end && *reader->at == '0')
    reader->at++;
  else if (!skip_digits (reader))
    return fail (reader, _("not a number"));
  if (reader->at < reader->end && *reader->at == '.')
    {
      reader->at++;
      if (!skip_digits (reader))
        return fail (reader, _("a digit must follow the decimal point"));
    }
  if (reader->at < reader->end && (*reader->at == 'e' || *reader->at == 'E'))
    {
      reader->at++;
      if (reader->at < reader->end && (*reader->at == '+' || *reader->at == '-'))
        reader->at++;
      if (!skip_digits (reader))
        return fail (reader, _("a digit must follow the exponent"));
    }
  node->type = TW_DOC_NUMBER;
  node->text = tw_schema_arena_copy (reader->arena, start, reader->at - start);
  return TRUE;
}

static gboolean
read_word (Reader *reader, TwDocNode *node)
{
  static const struct { const char *word; TwDocType type; gboolean boolean; } words[] = {
    { "true", TW_DOC_BOOLEAN, TRUE }, { "false", TW_DOC_BOOLEAN, FALSE }, { "null", TW_DOC_NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i].word);

      if ((gsize) (reader->end - reader->at) >= length && memcmp (reader->at, words[i].word, length) == 0)
        {
          node->type = words[i].type;
          node->boolean = words[i].boolean;
          reader->at += length;
          return TRUE;
        }
    }
  return fail (reader, _("a value was expected here"));
}

/* Whether an object has a key already. The arena has each text once, so that keys are the same text where they are the same pointer; only
 * an object of many members is worth a table. */
static gboolean
has_key (const TwDocNode *object, GHashTable **keys, const char *key)
{
  if (*keys == NULL && object->n_items < MANY_MEMBERS)
    {
      for (const TwDocNode *member = object->first; member; member = member->next)
        if (member->key == key)
          return TRUE;
      return FALSE;
    }
  if (*keys == NULL)
    {
      *keys = g_hash_table_new (NULL, NULL);
      for (const TwDocNode *member = object->first; member; member = member->next)
        g_hash_table_add (*keys, (gpointer) member->key);
    }
  return !g_hash_table_add (*keys, (gpointer) key);
}

/* Reads the key and the colon of a member, which is not yet among those of the object. */
static gboolean
read_key (Reader *reader, const TwDocNode *object, GHashTable **keys, TwDocNode *member)
{
  int line = reader->line;

  if (reader->at >= reader->end || *reader->at != '"')
    return fail (reader, _("a key in quotes was expected here"));
  if (!read_text (reader, TRUE, &member->key))
    return FALSE;
  if (has_key (object, keys, member->key))
    {
      g_set_error (reader->error, TW_SCHEMA_ERROR, TW_SCHEMA_ERROR_INVALID, _("%s:%d: “%s” stands twice in one object"),
                   reader->name, line, member->key);
      return FALSE;
    }
  skip_space (reader);
  if (reader->at >= reader->end || *reader->at != ':')
    return fail (reader, _("“:” was expected here"));
  reader->at++;
  return TRUE;
}

/* At the opening bracket or brace: items or members, with commas between. */
static gboolean
read_items (Reader *reader, TwDocNode *node, char close)
{
  g_autoptr(GHashTable) keys = NULL;
  const TwDocNode **tail = &node->first;

  node->type = close == '}' ? TW_DOC_OBJECT : TW_DOC_ARRAY;
  if (++reader->depth > TW_DOC_MAX_DEPTH)
    return fail (reader, _("too many levels inside one another"));
  reader->at++;
  skip_space (reader);
  if (reader->at < reader->end && *reader->at == close)
    {
      reader->at++;
      reader->depth--;
      return TRUE;
    }
  for (;;)
    {
      TwDocNode *item = tw_schema_arena_new0 (reader->arena, TwDocNode);
      int line;

      skip_space (reader);
      line = reader->line;
      if ((node->type == TW_DOC_OBJECT && !read_key (reader, node, &keys, item)) || !read_value (reader, item))
        return FALSE;
      if (node->type == TW_DOC_OBJECT)
        item->line = line;
      *tail = item;
      tail = &item->next;
      node->n_items++;
      skip_space (reader);
      if (reader->at < reader->end && *reader->at == ',')
        reader->at++;
      else if (reader->at < reader->end && *reader->at == close)
        break;
      else
        return fail (reader, close == '}' ? _("“,” or “}” was expected here") : _("“,” or “]” was expected here"));
    }
  reader->at++;
  reader->depth--;
  return TRUE;
}

static gboolean
read_value (Reader *reader, TwDocNode *node)
{
  skip_space (reader);
  node->line = reader->line;
  if (reader->at >= reader->end)
    return fail (reader, _("the file ends too early"));
  switch (*reader->at)
    {
    case '{':
      return read_items (reader, node, '}');
    case '[':
      return read_items (reader, node, ']');
    case '"':
      node->type = TW_DOC_TEXT;
      return read_text (reader, FALSE, &node->text);
    case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
      return read_number (reader, node);
    default:
      return read_word (reader, node);
    }
}

/**
 * tw_doc_parse:
 * @name: what stands before the line in errors, usually a file's name
 * @text: JSON; need not end with NUL when @length is given
 * @length: bytes, or -1
 *
 * Reads a JSON text. Errors are %TW_SCHEMA_ERROR_JSON with name:line:column, or %TW_SCHEMA_ERROR_INVALID with name:line where
 * the text is JSON but says something twice or holds U+0000.
 *
 * Returns: (transfer full) (nullable): the tree
 */
TwDoc *
tw_doc_parse (const char *name, const char *text, gssize length, GError **error)
{
  g_autoptr(TwDoc) doc = NULL;
  g_autoptr(GString) buffer = g_string_new (NULL);
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  Reader reader = { .name = name, .at = text, .end = text + size, .line_start = text, .line = 1, .buffer = buffer, .error = error };
  const char *bad;

  doc = g_new0 (TwDoc, 1);
  doc->arena = reader.arena = tw_schema_arena_new ();
  doc->root = tw_schema_arena_new0 (doc->arena, TwDocNode);
  if (size > TW_DOC_MAX_BYTES)
    {
      fail (&reader, _("the file is larger than 64 MiB"));
      return NULL;
    }
  if (!g_utf8_validate_len (text, size, &bad))
    {
      for (; reader.at < bad; reader.at++)
        if (*reader.at == '\n')
          {
            reader.line++;
            reader.line_start = reader.at + 1;
          }
      fail (&reader, _("this is not UTF-8 text"));
      return NULL;
    }
  if (!read_value (&reader, doc->root))
    return NULL;
  skip_space (&reader);
  if (reader.at < reader.end)
    {
      fail (&reader, _("nothing may follow the value"));
      return NULL;
    }
  return g_steal_pointer (&doc);
}

void
tw_doc_free (TwDoc *doc)
{
  if (!doc)
    return;
  tw_schema_arena_free (doc->arena);
  g_free (doc);
}

const TwDocNode *
tw_doc_get_root (TwDoc *doc)
{
  return doc->root;
}

const TwDocNode *
tw_doc_member (const TwDocNode *object, const char *key)
{
  if (object->type != TW_DOC_OBJECT)
    return NULL;
  for (const TwDocNode *member = object->first; member; member = member->next)
    if (*member->key == *key && strcmp (member->key, key) == 0)
      return member;
  return NULL;
}

gboolean
tw_doc_integer (const TwDocNode *node, gint64 *value)
{
  const char *at = node->text;
  gint64 number = 0;

  if (node->type != TW_DOC_NUMBER)
    return FALSE;
  /* Of so many digits each number is one. */
  at += *at == '-';
  for (guint n = 0; n < 18 && g_ascii_isdigit (*at); n++)
    number = number * 10 + (*at++ - '0');
  if (*at != '\0')
    return g_ascii_string_to_signed (node->text, 10, G_MININT64, G_MAXINT64, value, NULL);
  *value = *node->text == '-' ? -number : number;
  return TRUE;
}

/**
 * tw_doc_plain_run:
 * @text: UTF-8
 *
 * Returns: how many bytes at the beginning of @text stand in a JSON text as they are
 */
gsize
tw_doc_plain_run (const char *text)
{
  const guchar *p = (const guchar *) text;

  while (*p >= 0x20 && *p != '"' && *p != '\\')
    p++;
  return (gsize) (p - (const guchar *) text);
}

/**
 * tw_doc_print_text:
 * @text: UTF-8
 * @json: receives @text in quotes
 */
void
tw_doc_print_text (const char *text, GString *json)
{
  g_string_append_c (json, '"');
  while (*text)
    {
      gsize run = tw_doc_plain_run (text);

      g_string_append_len (json, text, run);
      text += run;
      switch (*text)
        {
        case '\0':
          break;
        case '"': case '\\':
          g_string_append_c (json, '\\');
          g_string_append_c (json, *text++);
          break;
        case '\n':
          g_string_append (json, "\\n");
          text++;
          break;
        default:
          g_string_append_printf (json, "\\u%04x", (guchar) *text++);
        }
    }
  g_string_append_c (json, '"');
}

/**
 * tw_doc_print:
 * @node: any node
 * @json: receives it without blanks; reading it again gives an equal tree
 */
void
tw_doc_print (const TwDocNode *node, GString *json)
{
  switch (node->type)
    {
    case TW_DOC_NULL:
      g_string_append (json, "null");
      break;
    case TW_DOC_BOOLEAN:
      g_string_append (json, node->boolean ? "true" : "false");
      break;
    case TW_DOC_NUMBER:
      g_string_append (json, node->text);
      break;
    case TW_DOC_TEXT:
      tw_doc_print_text (node->text, json);
      break;
    case TW_DOC_ARRAY:
    case TW_DOC_OBJECT:
      g_string_append_c (json, node->type == TW_DOC_ARRAY ? '[' : '{');
      for (const TwDocNode *item = node->first; item != NULL; item = item->next)
        {
          if (item != node->first)
            g_string_append_c (json, ',');
          if (node->type == TW_DOC_OBJECT)
            {
              tw_doc_print_text (item->key, json);
              g_string_append_c (json, ':');
            }
          tw_doc_print (item, json);
        }
      g_string_append_c (json, node->type == TW_DOC_ARRAY ? ']' : '}');
      break;
    }
}
