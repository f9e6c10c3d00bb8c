/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records and the values of their fields: reading, checking, keeping, showing. */

#include "config.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>
#include <json-glib/json-glib.h>

#include "tw-record.h"

static TwSchema *schema;
static const TwEntity *thing;

#define F(n, key, kind, more) ",{\"number\": " #n ", \"key\": \"" key "\", \"label\": \"" key "\", \"kind\": \"" kind "\"" more "}\n"

static const char thing_text[] =
  "{\"entity\": \"thing\", \"number\": 1, \"plural\": \"things\", \"label\": \"Thing\", \"label_plural\": \"Things\", \"name\": \"text\", \"fields\": [\n"
  "{\"number\": 10, \"key\": \"text\", \"label\": \"text\", \"kind\": \"text\"}\n"
  F (11, "longtext", "longtext", "") F (12, "richtext", "richtext", "") F (13, "email", "email", "") F (14, "phone", "phone", "")
  F (15, "url", "url", "") F (16, "color", "color", "") F (17, "file", "file", "") F (18, "integer", "integer", "")
  F (19, "decimal", "decimal", ", \"digits\": 2") F (20, "percent", "percent", "") F (21, "money", "money", "") F (22, "boolean", "boolean", "")
  F (23, "date", "date", "") F (24, "time", "time", "") F (25, "datetime", "datetime", "") F (26, "duration", "duration", "")
  F (27, "enum", "enum", ", \"choices\": [{\"key\": \"open\", \"label\": \"In work\"}, {\"key\": \"done\", \"label\": \"Done\"},"
     "{\"key\": \"older\", \"label\": \"Done\", \"retired\": true}, {\"key\": \"gone\", \"label\": \"Gone away\", \"retired\": true}]")
  F (28, "set", "set", ", \"choices\": [{\"key\": \"red\", \"label\": \"Red\"}, {\"key\": \"green\", \"label\": \"Vert foncé\"}]")
  F (29, "tags", "tags", "") F (30, "list", "list", "") F (31, "link", "link", ", \"to\": [\"thing\"]") F (32, "any", "link", "")
  F (33, "links", "links", ", \"to\": [\"thing\"]") F (34, "json", "json", "") F (35, "geo", "geo", "")
  F (36, "number", "number", ", \"series\": \"T-{000}\"")
  F (40, "short", "text", ", \"max_length\": 3") F (41, "code", "text", ", \"pattern\": \"[A-Z]{3}|x\"")
  F (42, "small", "integer", ", \"min\": \"-5\", \"max\": \"10\"") F (43, "price", "money", ", \"min\": \"0\", \"max\": \"99.99\"")
  F (44, "share", "percent", ", \"min\": \"0\", \"max\": \"100\"") F (45, "recent", "date", ", \"min\": \"2020-01-01\", \"max\": \"2029-12-31\"")
  F (46, "half", "integer", ", \"formula\": \"integer / 2\"") F (47, "needed", "text", ", \"required\": true")
  F (48, "locked", "text", ", \"read_only\": true") F (49, "labels", "tags", ", \"max_length\": 4") F (50, "short_wait", "duration", ", \"max\": \"3600\"")
  F (51, "other", "link", ", \"to\": [\"other\"]") F (52, "old", "text", ", \"retired\": true")
  "]}";

static const char other_text[] =
  "{\"entity\": \"other\", \"number\": 2, \"plural\": \"others\", \"label\": \"Other\", \"label_plural\": \"Others\", \"name\": \"day\","
  " \"fields\": [{\"number\": 10, \"key\": \"day\", \"label\": \"Day\", \"kind\": \"date\"}]}";

#define ID "01890a5d-ac96-774b-bcce-b302099a8057"

/* What a text gives in a field, as tw_value_print() or JSON writes it; NULL: refused. */
static const struct { const char *field, *text, *value; } texts[] = {
  { "text", "Zoé 😀", "Zoé 😀" }, { "text", "  kept  ", "  kept  " }, { "text", "two\nlines", "two\nlines" }, { "text", "", "" },
  { "longtext", "a\r\n\tb", "a\r\n\tb" }, { "richtext", "<b>x</b>", "<b>x</b>" },
  { "email", " a@b.org ", "a@b.org" }, { "email", "first.last+tag@sub.example.co.uk", "first.last+tag@sub.example.co.uk" },
  { "email", "müller@bücher.example", "müller@bücher.example" }, { "email", "root@localhost", "root@localhost" },
  { "email", "\"odd one\"@example.org", "\"odd one\"@example.org" }, { "email", "a@@b.org", NULL }, { "email", "a b@c.org", NULL },
  { "email", "@b.org", NULL }, { "email", "a@", NULL }, { "email", "plain", NULL }, { "email", "Ann <a@b.org>", NULL },
  { "email", "a@b.org, c@d.org", NULL }, { "email", "a@b..org", NULL }, { "email", "a@.org", NULL }, { "email", "a@b.org.", NULL },
  { "phone", "+33 (0)1 23-45.67 ext 8", "+33 (0)1 23-45.67 ext 8" }, { "phone", "٠١٢٣٤", "٠١٢٣٤" }, { "phone", "112", "112" },
  { "phone", "1", NULL }, { "phone", "none", NULL }, { "phone", "a12@b.org", NULL },
  { "url", "https://example.org/a?b=c#d", "https://example.org/a?b=c#d" }, { "url", "example.org", "example.org" },
  { "url", "www.example.org:8080/x", "www.example.org:8080/x" }, { "url", "HTTP://EXAMPLE.ORG", "HTTP://EXAMPLE.ORG" },
  { "url", "mailto:a@b.org", "mailto:a@b.org" }, { "url", "https://bücher.example/ä", "https://bücher.example/ä" },
  { "url", "javascript:alert(1)", NULL }, { "url", "JavaScript:alert(1.5)", NULL }, { "url", "data:text/html,x.y", NULL },
  { "url", "file:///etc/passwd.x", NULL }, { "url", "https://", NULL }, { "url", "http:/x.y", NULL }, { "url", "no address", NULL },
  { "url", "word", NULL }, { "url", "https://a.b/\"x", NULL },
  { "color", "green", "green" }, { "color", "#3584e4", "#3584e4" }, { "color", "#3584E4", "#3584E4" }, { "color", "greenish", NULL },
  { "color", "#12345", NULL }, { "file", "Übersicht 2026.pdf", "Übersicht 2026.pdf" }, { "file", "a\nb", NULL },
  { "integer", "42", "42" }, { "integer", "-7", "-7" }, { "integer", " 9223372036854775807 ", "9223372036854775807" },
  { "integer", "9223372036854775808", NULL }, { "integer", "1.5", NULL }, { "integer", "1,234", NULL }, { "integer", "0x10", NULL },
  { "decimal", "1.50", "1.5" }, { "decimal", "-0.000001", "-0.000001" }, { "decimal", "0.0000001", NULL }, { "decimal", "1,5", NULL },
  { "decimal", "1e3", NULL }, { "decimal", "NaN", NULL },
  { "percent", "45%", "45" }, { "percent", "45 %", "45" }, { "percent", "12.5", "12.5" }, { "percent", "%", NULL }, { "percent", "45%%", NULL },
  { "money", "1234.50 EUR", "1234.50 EUR" }, { "money", "EUR 1234.5", "1234.50 EUR" }, { "money", "1,234.50", NULL }, { "money", "12 euros", NULL },
  { "boolean", "yes", "true" }, { "boolean", "No", "false" }, { "boolean", "1", "true" }, { "boolean", "OFF", "false" }, { "boolean", "TRUE", "true" },
  { "boolean", "maybe", NULL }, { "boolean", "2", NULL },
  { "date", "2024-02-29", "2024-02-29" }, { "date", "2023-02-29", NULL }, { "date", "31/12/2024", NULL }, { "date", "2024-1-1", NULL },
  { "time", "14:30", "14:30" }, { "time", "24:00", NULL }, { "time", "2pm", NULL },
  { "datetime", "2026-03-31T14:30:00Z", "2026-03-31T14:30:00Z" }, { "datetime", "2026-03-31T14:30:00+02:00", "2026-03-31T12:30:00Z" },
  { "datetime", "yesterday", NULL },
  { "duration", "5400", "5400" }, { "duration", "1h30", "5400" }, { "duration", "1h 30m", "5400" }, { "duration", "90 min", "5400" },
  { "duration", "1.5 h", "5400" }, { "duration", "2 days 4 hours", "187200" }, { "duration", "1w", "604800" }, { "duration", "-90 min", "-5400" },
  { "duration", "2min30", "150" }, { "duration", "0", "0" }, { "duration", "1 hour", "3600" },
  { "duration", "30 min 1 h", NULL }, { "duration", "1h1h", NULL }, { "duration", "soon", NULL }, { "duration", "1 month", NULL },
  { "duration", "1.0000001 h", NULL }, { "duration", "0.1", NULL }, { "duration", "99999999999999999999 d", NULL }, { "duration", "-", NULL },
  { "duration", "9000000000000 w", NULL }, { "duration", "1d 30", NULL },
  { "enum", "open", "open" }, { "enum", "OPEN", "open" }, { "enum", "in work", "open" }, { "enum", "Done", "done" }, { "enum", "gone away", "gone" },
  { "enum", "older", "older" }, { "enum", "closed", NULL },
  { "set", "red; Vert fonce", "[\"red\",\"green\"]" }, { "set", "red, green, red", "[\"red\",\"green\"]" }, { "set", "[\"green\"]", "[\"green\"]" },
  { "set", "blue", NULL }, { "set", "[1]", NULL }, { "set", "[", NULL },
  { "tags", "a; b ;; a", "[\"a\",\"b\"]" }, { "tags", "big deal, small", "[\"big deal\",\"small\"]" }, { "tags", "a, b; c", "[\"a, b\",\"c\"]" },
  { "tags", "[\"x\\\"y\", \"é\"]", "[\"x\\\"y\",\"é\"]" }, { "tags", " ; ", "" }, { "tags", "[]", "" },
  { "list", "one, two; two\nthree", "[\"one, two\",\"two\",\"three\"]" }, { "list", "a;a", "[\"a\",\"a\"]" },
  { "link", ID, ID }, { "link", "thing/" ID, ID }, { "link", "other/" ID, NULL }, { "link", "Acme", NULL }, { "link", "nothing/" ID, NULL },
  { "any", "other/" ID, ID }, { "any", "other:" ID, ID }, { "any", ID, NULL },
  { "links", ID "; " ID, "[\"" ID "\"]" }, { "links", "x", NULL },
  { "json", "{\"a\": [1, null]}", "{\"a\":[1,null]}" }, { "json", "{a: 1}", NULL }, { "json", "[1,]", NULL }, { "json", "/* x */ 1", NULL },
  { "geo", "48.8566, 2.3522", "{\"lat\":48.8566,\"lon\":2.3522}" }, { "geo", "{\"lat\": -90, \"lon\": 180}", "{\"lat\":-90,\"lon\":180}" },
  { "geo", "91, 0", NULL }, { "geo", "0, -180.5", NULL }, { "geo", "48.8566", NULL }, { "geo", "north, south", NULL }, { "geo", "1, 2, 3", NULL },
  { "number", "T-001", "T-001" },
};

static char *
print (const TwValue *value)
{
  return value->type == TW_TYPE_LIST ? tw_value_to_json (value) : tw_value_print (value);
}

static void
test_texts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(TwRecord) record = tw_record_new (thing);
      g_autoptr(GError) error = NULL;
      gboolean good = tw_record_set_text (record, texts[i].field, texts[i].text, &error);
      g_autofree char *printed = NULL;

      if (good != (texts[i].value != NULL))
        g_error ("%s “%s”: %s", texts[i].field, texts[i].text, error ? error->message : "was taken");
      if (!good)
        {
          g_assert_true (error->domain == TW_RECORD_ERROR);
          g_assert_false (tw_record_has_changes (record));
          continue;
        }
      printed = print (tw_record_get_key (record, texts[i].field));
      g_assert_cmpstr (printed, ==, texts[i].value);
    }
}

/* What is printed can be read again and is the same value. */
static void
test_printed_is_read (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const TwField *field = tw_entity_get_field (thing, texts[i].field);
      g_auto(TwValue) first = TW_VALUE_INIT;
      g_auto(TwValue) second = TW_VALUE_INIT;
      g_autofree char *printed = NULL;

      /* An id alone does not tell the entity of a link to any. */
      if (!texts[i].value || strcmp (texts[i].field, "any") == 0)
        continue;
      g_assert_true (tw_field_parse (field, texts[i].text, NULL, &first, NULL));
      printed = print (&first);
      g_assert_true (tw_field_parse (field, printed, NULL, &second, NULL));
      g_assert_true (tw_value_equal (&first, &second));
    }
}

static const struct { const char *field, *text; TwRecordError code; const char *message; } bounds[] = {
  { "short", "abc", 0, NULL }, { "short", "é😀ز", 0, NULL },
  { "short", "abcd", TW_RECORD_ERROR_RANGE, "“short” may have at most 3 characters" },
  { "code", "ABC", 0, NULL }, { "code", "x", 0, NULL },
  { "code", "ABCD", TW_RECORD_ERROR_PATTERN, "“ABCD” does not have the form that “code” asks for" },
  { "code", "ABC\n", TW_RECORD_ERROR_PATTERN, NULL }, { "code", "xABC", TW_RECORD_ERROR_PATTERN, NULL }, { "code", "Abc", TW_RECORD_ERROR_PATTERN, NULL },
  { "small", "-5", 0, NULL }, { "small", "10", 0, NULL }, { "small", "-6", TW_RECORD_ERROR_RANGE, "“small” must be at least -5" },
  { "small", "11", TW_RECORD_ERROR_RANGE, "“small” must be at most 10" },
  { "price", "0 EUR", 0, NULL }, { "price", "99.99 JPY", 0, NULL }, { "price", "-0.01 EUR", TW_RECORD_ERROR_RANGE, "“price” must be at least 0" },
  { "price", "100 EUR", TW_RECORD_ERROR_RANGE, "“price” must be at most 99.99" },
  { "share", "100%", 0, NULL }, { "share", "100.000001%", TW_RECORD_ERROR_RANGE, "“share” must be at most 100" },
  { "recent", "2020-01-01", 0, NULL }, { "recent", "2019-12-31", TW_RECORD_ERROR_RANGE, "“recent” must be at least 2020-01-01" },
  { "recent", "2030-01-01", TW_RECORD_ERROR_RANGE, "“recent” must be at most 2029-12-31" },
  { "short_wait", "1h", 0, NULL }, { "short_wait", "1h1", TW_RECORD_ERROR_RANGE, NULL },
  { "labels", "abcd; efgh", 0, NULL }, { "labels", "abcd; efghi", TW_RECORD_ERROR_RANGE, NULL },
  { "half", "1", TW_RECORD_ERROR_READ_ONLY, "“half” is computed and cannot be set" },
  { "updated_at", "2026-01-01T00:00:00Z", TW_RECORD_ERROR_READ_ONLY, "“Changed” is kept by the program and cannot be set" },
  { "locked", "x", 0, NULL }, { "needed", "", 0, NULL }, { "old", "x", 0, NULL },
  { "nothing", "x", TW_RECORD_ERROR_UNKNOWN_FIELD, "“Thing” has no field “nothing”" },
  { "email", "plain", TW_RECORD_ERROR_PATTERN, "“plain” is not an e-mail address such as name@example.org" },
  { "integer", "many", TW_RECORD_ERROR_TYPE, "“many” is not a value for “integer”; write it as 1250" },
  { "money", "1,234.50", TW_RECORD_ERROR_TYPE, "“1,234.50” is not a value for “money”; write it as 1250.50 EUR" },
  { "date", "31.12.2026", TW_RECORD_ERROR_TYPE, "“31.12.2026” is not a value for “date”; write it as 2026-03-31" },
  { "enum", "closed", TW_RECORD_ERROR_CHOICE, "“closed” is no choice of “enum”" },
  { "link", "Acme", TW_RECORD_ERROR_LINK, "“Acme” is not the id of a record that “link” can point to" },
  { "other", "thing/" ID, TW_RECORD_ERROR_LINK, "“other” cannot point to such a record" },
  { "other", "00000000-0000-0000-0000-000000000000", TW_RECORD_ERROR_LINK, NULL },
};

static void
test_bounds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bounds); i++)
    {
      g_autoptr(TwRecord) record = tw_record_new (thing);
      g_autoptr(GError) error = NULL;
      gboolean wanted = !bounds[i].message && !bounds[i].code;

      if (tw_record_set_text (record, bounds[i].field, bounds[i].text, &error) != wanted)
        g_error ("%s “%s”: %s", bounds[i].field, bounds[i].text, error ? error->message : "was taken");
      if (wanted)
        continue;
      g_assert_error (error, TW_RECORD_ERROR, (int) bounds[i].code);
      if (bounds[i].message)
        g_assert_cmpstr (error->message, ==, bounds[i].message);
    }
}

/* Every type of value in every field: the right one is taken, near ones are adapted, all others refused. */
static void
test_types (void)
{
  TwId id = tw_id_new ();
  TwValue word = tw_value_text ("x"), key = tw_value_enum ("red"), link = tw_value_link (1, &id);
  TwValue samples[] = {
    TW_VALUE_INIT, tw_value_boolean (TRUE), tw_value_integer (5), tw_value_decimal (5), tw_value_money (5, 0), tw_value_date (5),
    tw_value_time (5), tw_value_datetime (5), tw_value_duration (5), tw_value_text ("x"), tw_value_enum ("open"), tw_value_link (1, &id),
    tw_value_list (&word, 1), tw_value_json ("{}"), tw_value_list (&key, 1), tw_value_list (&link, 1), tw_value_enum ("nothing"),
    tw_value_link (3, &id), tw_value_text ("\xff"),
  };

  for (guint f = 0; f < thing->n_fields; f++)
    for (gsize s = 0; s < G_N_ELEMENTS (samples); s++)
      {
        const TwField *field = thing->fields[f];
        g_autoptr(TwRecord) record = tw_record_new (thing);
        g_autoptr(GError) error = NULL;
        const TwValue *kept;

        if (!tw_record_set (record, field, &samples[s], &error))
          {
            g_assert_true (error->domain == TW_RECORD_ERROR);
            g_assert_true (tw_value_is_null (tw_record_get (record, field)));
            continue;
          }
        kept = tw_record_get (record, field);
        g_assert_true (tw_value_is_null (kept) || kept->type == field->type);
        g_assert_true (tw_field_validate (field, kept, NULL));
        if (field->type == TW_TYPE_BOOLEAN || field->type == TW_TYPE_DATE || field->type == TW_TYPE_LINK)
          g_assert_true (samples[s].type == field->type || samples[s].type == TW_TYPE_NULL);
      }
  for (gsize s = 0; s < G_N_ELEMENTS (samples); s++)
    tw_value_clear (&samples[s]);
  tw_value_clear (&word);
  tw_value_clear (&key);
}

static void
test_adapts (void)
{
  g_autoptr(TwRecord) record = tw_record_new (thing);
  g_auto(TwValue) whole = tw_value_integer (3);
  g_auto(TwValue) open = tw_value_text ("open");
  g_auto(TwValue) empty = tw_value_text ("");
  g_auto(TwValue) none = tw_value_list (NULL, 0);
  g_auto(TwValue) red = tw_value_text ("red");
  g_auto(TwValue) reds = tw_value_list (&red, 1);
  TwValue twice[] = { red, red };
  g_auto(TwValue) redred = tw_value_list (twice, 2);
  g_autoptr(GError) error = NULL;

  g_assert_true (tw_record_set_key (record, "decimal", &whole, NULL));
  g_assert_cmpint (tw_record_get_key (record, "decimal")->i, ==, 3 * TW_DECIMAL_ONE);
  g_assert_true (tw_record_set_key (record, "enum", &open, NULL));
  g_assert_cmpint (tw_record_get_key (record, "enum")->type, ==, TW_TYPE_ENUM);
  g_assert_true (tw_record_set_key (record, "text", &empty, NULL));
  g_assert_true (tw_value_is_null (tw_record_get_key (record, "text")));
  g_assert_true (tw_record_set_key (record, "tags", &none, NULL));
  g_assert_true (tw_value_is_null (tw_record_get_key (record, "tags")));
  g_assert_true (tw_record_set_key (record, "set", &reds, NULL));
  g_assert_cmpint (tw_record_get_key (record, "set")->list->values[0].type, ==, TW_TYPE_ENUM);
  g_assert_false (tw_record_set_key (record, "tags", &redred, &error));
  g_assert_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_CHOICE);
  g_assert_true (tw_record_set_key (record, "list", &redred, NULL));
}

static TwRecord *
stored (void)
{
  TwValue *values = g_new0 (TwValue, thing->n_fields);
  TwId id = tw_id_new ();

  values[tw_entity_get_field (thing, "text")->index] = tw_value_text ("Before");
  values[tw_entity_get_field (thing, "integer")->index] = tw_value_integer (7);
  return tw_record_new_stored (thing, &id, 12, FALSE, values);
}

static void
test_edits (void)
{
  g_autoptr(TwRecord) record = stored ();
  const TwField *text = tw_entity_get_field (thing, "text"), *integer = tw_entity_get_field (thing, "integer");

  g_assert_false (tw_record_is_new (record) || tw_record_has_changes (record) || tw_record_is_deleted (record));
  g_assert_cmpint (tw_record_get_row_seq (record), ==, 12);
  g_assert_true (tw_record_get_entity (record) == thing);
  g_assert_true (tw_record_set_text (record, "text", "After", NULL));
  g_assert_true (tw_record_set_text (record, "integer", "", NULL));
  g_assert_cmpstr (tw_record_get (record, text)->text, ==, "After");
  g_assert_cmpstr (tw_record_get_before (record, text)->text, ==, "Before");
  g_assert_true (tw_value_is_null (tw_record_get (record, integer)));
  g_assert_true (tw_record_is_changed (record, text) && tw_record_is_changed (record, integer));
  g_assert_false (tw_record_is_changed (record, tw_entity_get_field (thing, "money")));
  /* Back to what it was is no edit. */
  g_assert_true (tw_record_set_text (record, "integer", "7", NULL));
  g_assert_false (tw_record_is_changed (record, integer));
  /* A refused value leaves the edit. */
  g_assert_false (tw_record_set_text (record, "text", "\xff", NULL));
  g_assert_cmpstr (tw_record_get (record, text)->text, ==, "After");
  tw_record_forget_edit (record, text);
  g_assert_false (tw_record_has_changes (record));
  g_assert_cmpstr (tw_record_get (record, text)->text, ==, "Before");
  g_assert_true (tw_record_set_text (record, "text", "Again", NULL));
  tw_record_revert (record);
  g_assert_false (tw_record_has_changes (record));
  g_assert_cmpstr (tw_record_get_key (record, "text")->text, ==, "Before");
}

static void
test_life (void)
{
  g_autoptr(TwRecord) record = tw_record_new (thing), second = tw_record_new (thing);
  const TwField *half = tw_entity_get_field (thing, "half");
  g_autofree char *title = NULL;
  g_autofree char *empty = tw_record_dup_title (record);
  g_auto(TwValue) value = tw_value_integer (3);
  TwValue *values = g_new0 (TwValue, thing->n_fields);
  TwId id = tw_id_new ();

  g_assert_true (tw_record_is_new (record));
  g_assert_false (tw_id_equal (tw_record_get_id (record), tw_record_get_id (second)));
  g_assert_cmpstr (empty, ==, "");
  tw_record_set_id (record, &id);
  g_assert_true (tw_id_equal (tw_record_get_id (record), &id));
  /* In a new record null is an edit too: it says that the default is not wanted. */
  g_assert_true (tw_record_set_text (record, "enum", "", NULL));
  g_assert_true (tw_record_is_changed (record, tw_entity_get_field (thing, "enum")));
  g_assert_true (tw_record_set_text (record, "text", "Name", NULL));
  title = tw_record_dup_title (record);
  g_assert_cmpstr (title, ==, "Name");
  g_assert_true (tw_record_set_text (record, "created_at", "2020-01-01T00:00:00Z", NULL));
  values[0] = tw_value_text ("Stored");
  tw_record_set_stored (record, 99, TRUE, values);
  g_assert_false (tw_record_is_new (record) || tw_record_has_changes (record));
  g_assert_true (tw_record_is_deleted (record));
  g_assert_cmpint (tw_record_get_row_seq (record), ==, 99);
  g_assert_false (tw_record_set_text (record, "created_at", "2020-01-01T00:00:00Z", NULL));
  tw_record_set_computed (record, half, &value);
  g_assert_cmpint (tw_record_get (record, half)->i, ==, 3);
  g_assert_false (tw_record_has_changes (record));
}

/* The record keeps its snapshot alive. */
static void
test_outlives_schema (void)
{
  const char *names[] = { "other.json" }, *only[] = { other_text };
  TwSchema *own = tw_schema_load_texts (names, only, 1, NULL);
  g_autoptr(TwRecord) record = tw_record_new (tw_schema_get_entity (own, "other"));
  g_autofree char *title = NULL;

  tw_schema_unref (own);
  g_assert_true (tw_record_set_text (record, "day", "2026-05-04", NULL));
  title = tw_record_dup_title (record);
  g_assert_cmpstr (title, !=, "");
}

static void
test_unknown_key (void)
{
  g_autoptr(TwRecord) record = tw_record_new (thing);

  g_test_expect_message ("tw-schema", G_LOG_LEVEL_CRITICAL, "*“thing” has no field “nothing”*");
  g_assert_true (tw_value_is_null (tw_record_get_key (record, "nothing")));
  g_test_assert_expected_messages ();
}

static void
test_editable (void)
{
  static const struct { const char *key; gboolean editable; } rows[] = {
    { "text", TRUE }, { "half", FALSE }, { "locked", FALSE }, { "old", FALSE }, { "number", FALSE }, { "created_at", FALSE },
    { "updated_by", FALSE }, { "links", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (tw_field_is_editable (tw_entity_get_field (thing, rows[i].key)), ==, rows[i].editable);
}

static const struct { const char *field, *text, *shown; } formats[] = {
  { "text", "Zoé", "Zoé" }, { "text", "", "" }, { "integer", "1234567", "1234567" }, { "integer", "-5", "-5" },
  { "decimal", "1234.5", "1234.50" }, { "decimal", "-0.5", "-0.50" }, { "decimal", "0.123456", "0.123456" }, { "decimal", "0", "0.00" },
  { "decimal", "-9223372036854.775807", "-9223372036854.775807" }, { "percent", "45%", "45%" }, { "percent", "12.5", "12.5%" },
  { "boolean", "yes", "Yes" }, { "boolean", "0", "No" }, { "time", "09:05", "09:05" }, { "time", "23:59:58", "23:59:58" },
  { "duration", "5400", "1 h 30 min" }, { "duration", "0", "0 s" }, { "duration", "2 d 4 h", "2 d 4 h" }, { "duration", "61", "1 min 1 s" },
  { "duration", "-1h", "−1 h" }, { "enum", "open", "In work" }, { "set", "green; red", "Vert foncé, Red" }, { "tags", "a; b", "a, b" },
  { "geo", "48.8566, 2.3522", "48.85660, 2.35220" }, { "json", "[1, 2]", "[1,2]" }, { "links", ID, "1 record" }, { "link", ID, ID },
};

/* What is shown in the person's language can be typed in it, and English still can. */
static void
test_durations_in_languages (void)
{
  static const struct { const char *language, *text; gint64 seconds; } rows[] = {
    { "en", "2 d 4 h", 187200 }, { "en", "−1 h", -3600 }, { "fr", "2 j 4 h", 187200 }, { "fr", "1 day", 86400 }, { "fr", "1 min 1 s", 61 },
    { "ar", "2 ي 4 س", 187200 }, { "ar", "1 د 1 ث", 61 }, { "ar", "30 min", 1800 },
  };
  const TwField *field = tw_entity_get_field (thing, "duration");
  g_auto(TwValue) wrong = TW_VALUE_INIT;
  g_autofree char *catalogs = g_build_filename (g_getenv ("TW_BUILD_ROOT"), "po", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto(TwValue) value = TW_VALUE_INIT;
      g_autofree char *shown = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("%s: %s", rows[i].language, rows[i].text);
      g_setenv ("LANGUAGE", rows[i].language, TRUE);
      /* Another folder in between: what was looked up in the language before is forgotten. */
      bindtextdomain (GETTEXT_PACKAGE, "/");
      bindtextdomain (GETTEXT_PACKAGE, catalogs);
      g_assert_true (tw_field_parse (field, rows[i].text, NULL, &value, &error));
      g_assert_no_error (error);
      g_assert_cmpint (value.i, ==, rows[i].seconds);
      shown = tw_field_format (field, &value, NULL);
      tw_value_clear (&value);
      g_assert_true (tw_field_parse (field, shown, NULL, &value, &error));
      g_assert_cmpint (value.i, ==, rows[i].seconds);
    }
  g_assert_false (tw_field_parse (field, "2 j", NULL, &wrong, NULL));
  g_unsetenv ("LANGUAGE");
}

static void
test_formats (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      const TwField *field = tw_entity_get_field (thing, formats[i].field);
      g_auto(TwValue) value = TW_VALUE_INIT;
      g_autofree char *shown = NULL;

      g_assert_true (tw_field_parse (field, formats[i].text, NULL, &value, NULL));
      shown = tw_field_format (field, &value, NULL);
      g_assert_cmpstr (shown, ==, formats[i].shown);
    }
}

static void
test_format_others (void)
{
  static const char *const keys[] = { "money", "date", "datetime", "link" }, *const some[] = { "1234.50 EUR", "2026-03-31", "2020-03-31T14:30:00Z", ID };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const TwField *field = tw_entity_get_field (thing, keys[i]);
      g_auto(TwValue) value = TW_VALUE_INIT;
      g_autofree char *shown = NULL;

      g_assert_true (tw_field_parse (field, some[i], NULL, &value, NULL));
      shown = tw_field_format (field, &value, "Acme");
      g_assert_nonnull (strstr (shown, strcmp (keys[i], "link") == 0 ? "Acme" : strcmp (keys[i], "money") == 0 ? "1" : "2"));
    }
}

/* Strings that break programs go in and come out as they are. */
static void
test_naughty (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("TW_SHARED_DATA"), "text-naughty", "blns.json", NULL);
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonArray *array;
  guint kept = 0;

  if (!json_parser_load_from_file (parser, path, NULL))
    {
      g_test_skip ("the naughty strings are not there");
      return;
    }
  array = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *text = json_array_get_string_element (array, i);
      g_autoptr(TwRecord) record = tw_record_new (thing);
      static const char *const keys[] = { "text", "longtext", "richtext" };

      for (gsize k = 0; k < G_N_ELEMENTS (keys); k++)
        {
          const TwField *field = tw_entity_get_field (thing, keys[k]);
          g_autofree char *shown = NULL;

          g_assert_true (tw_record_set_text (record, keys[k], text, NULL));
          shown = tw_field_format (field, tw_record_get (record, field), NULL);
          g_assert_cmpstr (shown, ==, text);
          kept++;
        }
      /* Every other field takes or refuses it, and nothing worse. */
      for (guint f = 0; f < thing->n_fields; f++)
        tw_record_set_text (record, thing->fields[f]->key, text, NULL);
    }
  g_assert_cmpuint (kept, >=, 1200);
}

/* Nested JSON in a field is bounded, not followed to the end of the stack. */
static void
test_deep_json (void)
{
  g_autoptr(TwRecord) record = tw_record_new (thing);
  g_autofree char *deep = g_malloc (200001);

  memset (deep, '[', 100000);
  memset (deep + 100000, ']', 100000);
  deep[200000] = '\0';
  g_assert_false (tw_record_set_text (record, "json", deep, NULL));
  g_assert_false (tw_record_set_text (record, "geo", deep, NULL));
  g_assert_false (tw_record_set_text (record, "tags", deep, NULL));
}

/* What a formula gives is shown with the digits of its currency. */
static void
test_format_computed (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) shipped = tw_schema_load_shipped (&error);
  const TwEntity *deal;
  g_auto (TwValue) value = TW_VALUE_INIT;
  g_autofree char *computed = NULL, *entered = NULL;

  g_assert_no_error (error);
  deal = tw_schema_get_entity (shipped, "deal");
  g_assert_true (tw_field_parse (tw_entity_get_field (deal, "amount"), "12.345 USD", NULL, &value, &error));
  g_assert_no_error (error);
  computed = tw_field_format (tw_entity_get_field (deal, "weighted_amount"), &value, NULL);
  entered = tw_field_format (tw_entity_get_field (deal, "amount"), &value, NULL);
  g_assert_nonnull (strstr (computed, "12.34"));
  g_assert_null (strstr (computed, "12.345"));
  g_assert_nonnull (strstr (entered, "12.345"));
}

/* A size is shown as sizes of files are, and stays a number. */
static void
test_format_size (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) shipped = tw_schema_load_shipped (&error);
  const TwField *size;
  g_auto (TwValue) value = TW_VALUE_INIT;
  g_autofree char *shown = NULL, *expected = g_format_size (1234567);

  g_assert_no_error (error);
  size = tw_entity_get_field (tw_schema_get_entity (shipped, "document"), "size");
  g_assert_true (tw_field_parse (size, "1234567", NULL, &value, &error));
  g_assert_no_error (error);
  shown = tw_field_format (size, &value, NULL);
  g_assert_cmpstr (shown, ==, expected);
}

int
main (int argc, char **argv)
{
  const char *names[] = { "thing.json", "other.json" }, *both[] = { thing_text, other_text };
  g_autoptr(GError) error = NULL;
  int result;

  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  schema = tw_schema_load_texts (names, both, 2, &error);
  g_assert_no_error (error);
  thing = tw_schema_get_entity (schema, "thing");
  g_test_add_func ("/schema/record/texts", test_texts);
  g_test_add_func ("/schema/record/printed-is-read", test_printed_is_read);
  g_test_add_func ("/schema/record/bounds", test_bounds);
  g_test_add_func ("/schema/record/types", test_types);
  g_test_add_func ("/schema/record/adapts", test_adapts);
  g_test_add_func ("/schema/record/edits", test_edits);
  g_test_add_func ("/schema/record/life", test_life);
  g_test_add_func ("/schema/record/outlives-schema", test_outlives_schema);
  g_test_add_func ("/schema/record/unknown-key", test_unknown_key);
  g_test_add_func ("/schema/record/editable", test_editable);
  g_test_add_func ("/schema/record/formats", test_formats);
  g_test_add_func ("/schema/record/durations-in-languages", test_durations_in_languages);
  g_test_add_func ("/schema/record/format-others", test_format_others);
  g_test_add_func ("/schema/record/naughty-strings", test_naughty);
  g_test_add_func ("/schema/record/deep-json", test_deep_json);
  g_test_add_func ("/schema/record/format-computed", test_format_computed);
  g_test_add_func ("/schema/record/format-size", test_format_size);
  result = g_test_run ();
  tw_schema_unref (schema);
  return result;
}
