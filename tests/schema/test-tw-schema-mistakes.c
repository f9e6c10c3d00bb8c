/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every kind of mistake in a schema file, with the sentence and the line that it gives. */

#include "config.h"

#include <string.h>
#include <glib/gstdio.h>

#include "tw-doc.h"
#include "tw-schema.h"

typedef struct
{
  const char *text;
  const char *message;                   /* after the file's name */
} Row;

/* Loads one text as thing.json, beside a small entity "other" that links can point to. */
static void
check (const char *text, TwSchemaError code_at_least, const char *message)
{
  static const char other[] =
    "{\"entity\": \"other\", \"number\": 2, \"plural\": \"others\", \"label\": \"Other\", \"label_plural\": \"Others\", \"name\": \"title\",\n"
    " \"fields\": [{\"number\": 10, \"key\": \"title\", \"label\": \"Title\", \"kind\": \"text\"}]}";
  const char *names[] = { "other.json", "thing.json" }, *texts[] = { other, text };
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) schema = tw_schema_load_texts (names, texts, 2, &error);
  g_autofree char *wanted = g_strconcat ("thing.json:", message, NULL);

  if (schema)
    g_error ("loaded: %s", text);
  g_assert_cmpstr (error->message, ==, wanted);
  g_assert_true (error->domain == TW_SCHEMA_ERROR);
  g_assert_cmpint (error->code, >=, code_at_least);
}

/* The row stands in line 6 of a file that is right without it. */
static const Row field_rows[] = {
  { "1", "6: an object in braces was expected here" },
  { "{}", "6: “number” is missing" },
  { "{\"number\": 11, \"key\": \"a\", \"kind\": \"text\"}", "6: “label” is missing" },
  { "{\"number\": 11, \"label\": \"A\", \"kind\": \"text\"}", "6: “key” is missing" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\"}", "6: “kind” is missing" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"string\"}", "6: “string” is no kind of field" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": 3}", "6: “3” is no kind of field" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"colour\": \"red\"}", "6: “colour” is not a key that is known here" },
  { "{\"number\": 11, \"key\": \"a\",\n\"label\": \"A\",\n\"kind\": \"text\",\n\"colour\": \"red\"}", "9: “colour” is not a key that is known here" },
  { "{\"number\": \"11\", \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\"}", "6: “number” must be a whole number" },
  { "{\"number\": 11.5, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\"}", "6: “number” must be a whole number" },
  { "{\"number\": 0, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\"}", "6: “number” must be between 1 and 999999" },
  { "{\"number\": 99999999999999999999, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\"}", "6: “number” must be a whole number" },
  { "{\"number\": 3, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\"}", "6: the numbers below 10 belong to the fields that every entity has" },
  { "{\"number\": 10000, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\"}", "6: the numbers from 10000 on are kept for a site's own fields" },
  { "{\"number\": 10, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\"}", "6: the number 10 already belongs to the field “name”" },
  { "{\"number\": 11, \"key\": \"name\", \"label\": \"A\", \"kind\": \"text\"}", "6: “thing” already has a field “name”" },
  { "{\"number\": 11, \"key\": \"created_at\", \"label\": \"A\", \"kind\": \"text\"}", "6: “thing” already has a field “created_at”" },
  { "{\"number\": 11, \"key\": \"Big\", \"label\": \"A\", \"kind\": \"text\"}",
    "6: “Big” is not a valid key: use a–z, 0–9 and _, begin with a letter, at most 48 characters" },
  { "{\"number\": 11, \"key\": \"1st\", \"label\": \"A\", \"kind\": \"text\"}",
    "6: “1st” is not a valid key: use a–z, 0–9 and _, begin with a letter, at most 48 characters" },
  { "{\"number\": 11, \"key\": \"a\\\"; drop\", \"label\": \"A\", \"kind\": \"text\"}",
    "6: “a\"; drop” is not a valid key: use a–z, 0–9 and _, begin with a letter, at most 48 characters" },
  { "{\"number\": 11, \"key\": \"a23456789012345678901234567890123456789012345678x\", \"label\": \"A\", \"kind\": \"text\"}",
    "6: “a23456789012345678901234567890123456789012345678x” is not a valid key: use a–z, 0–9 and _, begin with a letter, at most 48 characters" },
  { "{\"number\": 11, \"key\": \"\", \"label\": \"A\", \"kind\": \"text\"}", "6: “key” must not be empty" },
  { "{\"number\": 11, \"key\": \"rid\", \"label\": \"A\", \"kind\": \"text\"}", "6: “rid” is a reserved word; take another key" },
  { "{\"number\": 11, \"key\": \"where\", \"label\": \"A\", \"kind\": \"text\"}", "6: “where” is a reserved word; take another key" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"\", \"kind\": \"text\"}", "6: “label” must not be empty" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \" \\t\", \"kind\": \"text\"}", "6: “label” must not be empty" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": [\"A\"], \"kind\": \"text\"}", "6: “label” must be a text" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"label\": \"B\"}", "6: “label” stands twice in one object" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"required\": \"yes\"}", "6: “required” must be true or false" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"required\": null}", "6: “required” must be true or false" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"labels\": {\"fr\": \"A\"}}",
    "6: “labels” is for a site's own definitions; shipped ones are translated with the program" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"search\": \"fast\"}",
    "6: “fast” is no value of “search”; the values are none, text, name" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"search\": \"\"}", "6: “” is no value of “search”; the values are none, text, name" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"money\", \"search\": \"text\"}",
    "6: “search” is for fields of the kinds text, longtext, richtext, email, phone, url, file, tags, list, number, not for “money”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"section\": \"nowhere\"}", "6: “thing” has no section “nowhere”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"enum\"}", "6: a: an enum or a set needs “choices”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"enum\", \"choices\": []}", "6: “choices” must not be empty" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"enum\", \"choices\": \"x\"}", "6: “choices” must be a list" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"enum\", \"choices\": [\"x\"]}", "6: an object in braces was expected here" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"enum\", \"choices\": [{\"key\": \"x\"}]}", "6: “label” is missing" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"enum\", \"choices\": [{\"key\": \"x\", \"label\": \"X\"},\n{\"key\": \"x\", \"label\": \"Y\"}]}",
    "7: the choice “x” stands twice" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"enum\", \"choices\": [{\"key\": \"X x\", \"label\": \"X\"}]}",
    "6: “X x” is not a valid key: use a–z, 0–9 and _, begin with a letter, at most 48 characters" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"enum\", \"choices\": [{\"key\": \"x\", \"label\": \"X\",\n\"color\": \"pinkish\"}]}",
    "7: “pinkish” is no colour: use a name of the palette or #rrggbb" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"enum\", \"choices\": [{\"key\": \"x\", \"label\": \"X\", \"color\": \"#12345g\"}]}",
    "6: “#12345g” is no colour: use a name of the palette or #rrggbb" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"choices\": [{\"key\": \"x\", \"label\": \"X\"}]}",
    "6: “choices” is for fields of the kinds enum, set, not for “text”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"link\", \"to\": [\"nothing\"]}", "6: there is no entity “nothing”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"link\", \"to\": [\"others\"]}", "6: there is no entity “others”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"link\", \"to\": \"other\"}", "6: “to” must be a list" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"link\", \"to\": [\"other\", 2]}", "6: every entry of “to” must be a text" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"link\", \"to\": [\"other\", \"other\"]}", "6: “other” stands twice in “to”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"to\": [\"other\"]}", "6: “to” is for fields of the kinds link, links, not for “text”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"link\", \"inverse\": \"things\"}", "6: “inverse” needs “inverse_label” beside it" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"link\", \"inverse_label\": \"Things\"}", "6: “inverse_label” needs “inverse” beside it" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"link\", \"to\": [\"other\"], \"inverse\": \"title\", \"inverse_label\": \"T\"}",
    "6: the relation “title” of “thing” has the same key as a field of “other”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"link\", \"inverse\": \"name\", \"inverse_label\": \"T\"}",
    "6: the relation “name” of “thing” has the same key as a field of “thing”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"link\", \"to\": [\"other\"], \"inverse\": \"rel\", \"inverse_label\": \"R\"},\n"
    "{\"number\": 12, \"key\": \"b\", \"label\": \"B\", \"kind\": \"links\", \"to\": [\"other\"], \"inverse\": \"rel\", \"inverse_label\": \"R\"}",
    "7: the relation “rel” of “thing” is already a relation of “other”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"link\", \"on_delete\": \"ignore\"}",
    "6: “ignore” is no value of “on_delete”; the values are restrict, clear, cascade" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"links\", \"on_delete\": \"cascade\"}",
    "6: “on_delete” is for fields of the kinds link, not for “links”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"link\", \"required\": true, \"on_delete\": \"clear\"}",
    "6: a: a required link cannot be cleared; use “restrict” or “cascade”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"link\", \"to\": [\"other\"], \"tree\": true}", "6: a: “tree” is for a link to the own entity" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"link\", \"tree\": true}", "6: a: “tree” is for a link to the own entity" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"integer\", \"min\": \"5\", \"max\": \"4\"}", "6: a: “min” is greater than “max”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"integer\", \"min\": 5}", "6: “min” must be a text" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"integer\",\n\"min\": \"1.5\"}", "7: “1.5” is not a value of the kind “integer”, as “min” must be" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"date\", \"max\": \"soon\"}", "6: “soon” is not a value of the kind “date”, as “max” must be" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"min\": \"1\"}",
    "6: “min” is for fields of the kinds integer, decimal, percent, money, date, time, datetime, duration, not for “text”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"max_length\": 0}", "6: “max_length” must be between 1 and 10000000" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"money\", \"max_length\": 5}",
    "6: “max_length” is for fields of the kinds text, longtext, richtext, email, phone, url, tags, list, not for “money”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"decimal\", \"digits\": 7}", "6: “digits” must be between 0 and 6" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"decimal\", \"unit\": \"bytes\"}", "6: “unit” is for fields of the kinds integer, not for “decimal”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"integer\", \"digits\": 2}", "6: “digits” is for fields of the kinds decimal, percent, not for “integer”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"integer\", \"pattern\": \"x\"}",
    "6: “pattern” is for fields of the kinds text, longtext, richtext, email, phone, url, not for “integer”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"number\"}", "6: a: a number needs a “series”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"series\": \"Q-{0000}\"}", "6: “series” is for fields of the kinds number, not for “text”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"number\", \"series\": \"Q-{year}\"}", "6: a: “series” needs exactly one counter such as {0000}" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"number\", \"series\": \"{00}{0}\"}", "6: a: “series” needs exactly one counter such as {0000}" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"number\", \"series\": \"{decade}{0}\"}",
    "6: a: “series” knows {year}, {month}, {day} and zeros such as {0000}" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"number\", \"series\": \"{0\"}", "6: a: “series” has a brace without its partner" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"number\", \"series\": \"0}\"}", "6: a: “series” has a brace without its partner" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"integer\", \"default\": \"many\"}",
    "6: “default” is not a value of this field: “many” is not a value for “A”; write it as 1250" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"integer\", \"max\": \"5\", \"default\": \"6\"}",
    "6: “default” is not a value of this field: “A” must be at most 5" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"integer\", \"default\": 6}", "6: “default” must be a text" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"integer\", \"default\": \"=\"}", "6: a: “default” has no expression after “=”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"enum\", \"default\": \"y\", \"choices\": [{\"key\": \"x\", \"label\": \"X\"}]}",
    "6: “default” is not a value of this field: “y” is no choice of “A”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"integer\", \"formula\": \"1\", \"required\": true}",
    "6: “required” cannot stand beside “formula”, because a computed field is never stored" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"integer\", \"formula\": \"1\", \"indexed\": true}",
    "6: “indexed” cannot stand beside “formula”, because a computed field is never stored" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"integer\", \"formula\": \"1\",\n\"default\": \"2\"}",
    "7: “default” cannot stand beside “formula”, because a computed field is never stored" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"integer\", \"formula\": \"1\", \"derive\": \"2\"}",
    "6: “derive” cannot stand beside “formula”, because a computed field is never stored" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"integer\", \"formula\": \"\"}", "6: “formula” must not be empty" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"reserve\": 5}", "6: “reserve” is for fields of the kinds number, not for “text”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"money\", \"kept\": true}", "6: “kept” needs “read_only” beside it" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"integer\", \"derive_when\": \"changed(name)\"}", "6: “derive_when” needs “derive” beside it" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"integer\", \"check_message\": \"No.\"}", "6: “check_message” needs “check” beside it" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"tags\", \"unique\": true}",
    "6: “unique” is for fields of the kinds text, email, phone, url, color, file, integer, decimal, percent, money, boolean, date, time, "
    "datetime, duration, enum, link, number, not for “tags”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"merge\": \"last\"}",
    "6: “last” is no value of “merge”; the values are register, ask, set, add, text, strict" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"merge\": \"add\"}", "6: values of the kind “text” cannot be merged by “add”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"money\", \"merge\": \"set\"}", "6: values of the kind “money” cannot be merged by “set”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"date\", \"merge\": \"text\"}", "6: values of the kind “date” cannot be merged by “text”" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"money\"},\n{\"number\": 12, \"key\": \"a_cur\", \"label\": \"B\", \"kind\": \"text\"}",
    "7: the key “a_cur” is needed for the second column of “a”; take another one" },
  { "{\"number\": 11, \"key\": \"a_ent\", \"label\": \"A\", \"kind\": \"text\"},\n{\"number\": 12, \"key\": \"a\", \"label\": \"B\", \"kind\": \"link\"}",
    "6: the key “a_ent” is needed for the second column of “a”; take another one" },
  { "{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"read_roles\": \"Admin\"}", "6: “read_roles” must be a list" },
};

static void
test_fields (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (field_rows); i++)
    {
      g_autofree char *text = g_strdup_printf (
        "{\"entity\": \"thing\", \"number\": 1,\n\"plural\": \"things\",\n\"label\": \"Thing\", \"label_plural\": \"Things\", \"name\": \"name\",\n\"fields\": [\n"
        "{\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\"},\n%s\n]}", field_rows[i].text);

      check (text, TW_SCHEMA_ERROR_INVALID, field_rows[i].message);
    }
}

/* The row stands in line 2, in front of "fields". */
static const Row entity_rows[] = {
  { "\"group\": \"sales\",", "2: “sales” is no group of the sidebar; the groups are sell, people, plan, serve, know, admin" },
  { "\"order\": -1,", "2: “order” must be between 0 and 1000000" },
  { "\"order\": true,", "2: “order” must be a whole number" },
  { "\"icon\": \"../deal.png\",", "2: “../deal.png” is not the name of an icon" },
  { "\"parent\": \"other\",", "2: “parent” is for a site's own objects" },
  { "\"tables\": [],", "2: “tables” is not a key that is known here" },
  { "\"list\": \"name\",", "2: “list” must be a list" },
  { "\"list\": [\"name\",\n\"nothing\"],", "3: “list” names “nothing”, which is no field of “thing”" },
  { "\"list\": [\"name\", \"name\"],", "2: “name” stands twice in “list”" },
  { "\"card\": [\"nothing\"],", "2: “card” names “nothing”, which is no field of “thing”" },
  { "\"highlights\": [\"nothing\"],", "2: “highlights” names “nothing”, which is no field of “thing”" },
  { "\"related\": [\"nothing\"],", "2: “related” names “nothing”, which is no field of “thing”" },
  { "\"sort\": \"-nothing\",", "2: “sort” names “nothing”, which is no field of “thing”" },
  { "\"sort\": \"name,,created_at\",", "2: “sort” names “”, which is no field of “thing”" },
  { "\"sort\": \"tags\",", "2: “sort” cannot order by “tags”, which is a list or JSON" },
  { "\"board\": \"nothing\",", "2: “board” names “nothing”, which is no field of “thing”" },
  { "\"board\": \"created_at\",", "2: “created_at” is of the kind “datetime”, which cannot play the part “board”" },
  { "\"date\": \"name\",", "2: “name” is of the kind “text”, which cannot play the part “date”" },
  { "\"value\": \"name\",", "2: “name” is of the kind “text”, which cannot play the part “value”" },
  { "\"owner\": \"name\",", "2: “name” is of the kind “text”, which cannot play the part “owner”" },
  { "\"sections\": {},", "2: “sections” must be a list" },
  { "\"sections\": [{\"key\": \"a\"}],", "2: “label” is missing" },
  { "\"sections\": [{\"key\": \"a\", \"label\": \"A\"},\n{\"key\": \"a\", \"label\": \"B\"}],", "3: the section “a” stands twice" },
  { "\"label\": \"Again\",", "2: “label” stands twice in one object" },
};

static void
test_entities (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entity_rows); i++)
    {
      g_autofree char *text = g_strdup_printf (
        "{\"entity\": \"thing\", \"number\": 1, \"plural\": \"things\", \"label\": \"Thing\", \"label_plural\": \"Things\", \"name\": \"name\",\n%s\n"
        "\"fields\": [{\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\"},\n"
        "{\"number\": 11, \"key\": \"tags\", \"label\": \"Tags\", \"kind\": \"tags\"}]}", entity_rows[i].text);

      check (text, TW_SCHEMA_ERROR_INVALID, entity_rows[i].message);
    }
}

#define HEAD "{\"entity\": \"thing\", \"number\": 1, \"plural\": \"things\", \"label\": \"T\", \"label_plural\": \"T\", "
#define NAME "{\"number\": 10, \"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\"}"

static const Row whole_rows[] = {
  { "", "1:1: the file ends too early" },
  { "[]", "1: an object in braces was expected here" },
  { "\"thing\"", "1: an object in braces was expected here" },
  { "{}", "1: “entity” is missing" },
  { "{\n  \"entity\": \"thing\",\n}", "3:1: a key in quotes was expected here" },
  { "{\n  \"entity\" \"thing\"\n}", "2:12: “:” was expected here" },
  { "{\n  \"entity\": thing\n}", "2:13: a value was expected here" },
  { "{\n  \"entity\": 'thing'\n}", "2:13: a value was expected here" },
  { "{\"entity\": \"thing\" /* no */}", "1:20: “,” or “}” was expected here" },
  { "{\"entity\": [1 2]}", "1:15: “,” or “]” was expected here" },
  { "{\"entity\": \"thing}", "1:19: the text does not end" },
  { "{\"entity\": \"th\ning\"}", "1:15: a text may not hold a bare control character or end of line" },
  { "{\"entity\": \"\\q\"}", "1:14: unknown escape after “\\”" },
  { "{\"entity\": \"\\u12g4\"}", "1:17: “\\u” needs four hexadecimal digits" },
  { "{\"entity\": \"\\ud800\"}", "1:19: half of a surrogate pair" },
  { "{\"entity\": \"\\u0000\"}", "1: a text may not hold the character U+0000" },
  { "{\"entity\": 01}", "1:13: “,” or “}” was expected here" },
  { "{\"entity\": 1.}", "1:14: a digit must follow the decimal point" },
  { "{\"entity\": 1e}", "1:14: a digit must follow the exponent" },
  { "{\"entity\": -}", "1:13: not a number" },
  { "{} {}", "1:4: nothing may follow the value" },
  { "{\"é\xff\": 1}", "1:4: this is not UTF-8 text" },
  { HEAD "\"name\": \"name\"}", "1: “fields” is missing" },
  { HEAD "\"fields\": [" NAME "]}", "1: “name” is missing" },
  { HEAD "\"name\": \"name\", \"fields\": []}", "1: “fields” must be a list with at least one field" },
  { HEAD "\"name\": \"name\", \"fields\": {}}", "1: “fields” must be a list with at least one field" },
  { HEAD "\"name\": \"title\", \"fields\": [" NAME "]}", "1: “name” names “title”, which is no field of “thing”" },
  { "{\"entity\": \"other\", \"number\": 1, \"plural\": \"things\", \"label\": \"T\", \"label_plural\": \"T\", \"name\": \"name\", \"fields\": [" NAME "]}",
    "1: “other” already names the entity “other”" },
  { "{\"entity\": \"thing\", \"number\": 1, \"plural\": \"others\", \"label\": \"T\", \"label_plural\": \"T\", \"name\": \"name\", \"fields\": [" NAME "]}",
    "1: “others” already names the entity “other”" },
  { "{\"entity\": \"others\", \"number\": 1, \"plural\": \"otherss\", \"label\": \"T\", \"label_plural\": \"T\", \"name\": \"name\", \"fields\": [" NAME "]}",
    "1: “others” already names the entity “other”" },
  { "{\"entity\": \"thing\",\n\"number\": 2, \"plural\": \"things\", \"label\": \"T\", \"label_plural\": \"T\", \"name\": \"name\", \"fields\": [" NAME "]}",
    "2: the number 2 already belongs to the entity “other”" },
  { "{\"entity\": \"thing\",\n\"number\": 1024, \"plural\": \"things\", \"label\": \"T\", \"label_plural\": \"T\", \"name\": \"name\", \"fields\": [" NAME "]}",
    "2: the numbers from 1024 on are kept for a site's own objects" },
  { "{\"entity\": \"Thing\", \"number\": 1, \"plural\": \"things\", \"label\": \"T\", \"label_plural\": \"T\", \"name\": \"name\", \"fields\": [" NAME "]}",
    "1: “Thing” is not a valid key: use a–z, 0–9 and _, begin with a letter, at most 48 characters" },
};

static void
test_whole_files (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (whole_rows); i++)
    check (whole_rows[i].text, TW_SCHEMA_ERROR_JSON, whole_rows[i].message);
}

static void
test_pattern (void)
{
  const char *names[] = { "thing.json" };
  const char *texts[] = { HEAD "\"name\": \"name\", \"fields\": [" NAME ",\n{\"number\": 11, \"key\": \"a\", \"label\": \"A\", \"kind\": \"text\", \"pattern\": \"[A-\"}]}" };
  g_autoptr(GError) error = NULL;

  g_assert_null (tw_schema_load_texts (names, texts, 1, &error));
  g_assert_error (error, TW_SCHEMA_ERROR, TW_SCHEMA_ERROR_INVALID);
  /* The rest of the sentence is PCRE's own. */
  g_assert_true (g_str_has_prefix (error->message, "thing.json:2: “pattern” is not a regular expression: "));
}

/* A key that stands twice is found in an object of any size. */
static void
test_many_keys (void)
{
  for (guint n = 20; n < 30; n++)
    for (guint twice = 0; twice < n; twice++)
      {
        g_autoptr(GString) text = g_string_new ("{");
        g_autoptr(GError) error = NULL;
        g_autoptr(TwDoc) doc = NULL;
        g_autofree char *message = g_strdup_printf ("many:1: “k%u” stands twice in one object", twice);

        for (guint i = 0; i < n; i++)
          g_string_append_printf (text, "\"k%u\": %u, ", i, i);
        g_string_append_printf (text, "\"k%u\": 0}", twice);
        doc = tw_doc_parse ("many", text->str, -1, &error);
        g_assert_null (doc);
        g_assert_error (error, TW_SCHEMA_ERROR, TW_SCHEMA_ERROR_INVALID);
        g_assert_cmpstr (error->message, ==, message);
      }
}

/* Deep nesting ends with an error and not with the stack. */
static void
test_depth (void)
{
  for (guint depth = 60; depth <= 1000000; depth = depth < 70 ? depth + 1 : depth * 10)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      const char *names[] = { "deep.json" };
      g_autoptr(GError) error = NULL;

      for (guint i = 0; i < depth; i++)
        g_string_append_c (text, '[');
      for (guint i = 0; i < depth; i++)
        g_string_append_c (text, ']');
      g_assert_null (tw_schema_load_texts (names, (const char *const *) &text->str, 1, &error));
      g_assert_error (error, TW_SCHEMA_ERROR, (depth <= 64 ? TW_SCHEMA_ERROR_INVALID : TW_SCHEMA_ERROR_JSON));
    }
}

/* Cut anywhere, a good file is refused, and never crashes. */
static void
test_truncated (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("TW_SOURCE_ROOT"), "data", "schema", "deal.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  const char *names[] = { "deal.json" };
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  g_strchomp (text);
  for (gsize end = strlen (text) - 1; end > 0; end -= MIN (end, 7))
    {
      g_autofree char *part = g_strndup (text, end);
      g_autoptr(GError) refused = NULL;

      g_assert_null (tw_schema_load_texts (names, (const char *const *) &part, 1, &refused));
      g_assert_error (refused, TW_SCHEMA_ERROR, TW_SCHEMA_ERROR_JSON);
    }
}

/* The outside corpus: what is no JSON is refused as such; what is, is refused because it is no entity. */
static void
test_corpus (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("TW_SHARED_DATA"), "json-parsing", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint count = 0;

  if (!dir)
    {
      g_test_skip ("the JSON parsing corpus is not there");
      return;
    }
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *from = g_build_filename (folder, name, NULL), *to = NULL, *own = NULL;
      g_autofree char *text = NULL;
      gsize length;
      g_autoptr(GError) error = NULL;

      if (!g_str_has_suffix (name, ".json"))
        continue;
      own = g_dir_make_tmp ("tw-schema-XXXXXX", NULL);
      to = g_build_filename (own, "a.json", NULL);
      g_assert_true (g_file_get_contents (from, &text, &length, NULL));
      g_assert_true (g_file_set_contents (to, text, length, NULL));
      g_assert_null (tw_schema_load_dir (own, &error));
      g_assert_true (error->domain == TW_SCHEMA_ERROR);
      if (name[0] == 'n' && error->code != TW_SCHEMA_ERROR_JSON)
        g_error ("%s was taken for JSON: %s", name, error->message);
      if (name[0] == 'y' && error->code != TW_SCHEMA_ERROR_INVALID)
        g_error ("%s was not taken for JSON: %s", name, error->message);
      g_assert_cmpint (g_remove (to), ==, 0);
      g_assert_cmpint (g_rmdir (own), ==, 0);
      count++;
    }
  g_assert_cmpuint (count, >=, 150);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schema/mistakes/fields", test_fields);
  g_test_add_func ("/schema/mistakes/entities", test_entities);
  g_test_add_func ("/schema/mistakes/whole-files", test_whole_files);
  g_test_add_func ("/schema/mistakes/pattern", test_pattern);
  g_test_add_func ("/schema/mistakes/many-keys", test_many_keys);
  g_test_add_func ("/schema/mistakes/depth", test_depth);
  g_test_add_func ("/schema/mistakes/truncated", test_truncated);
  g_test_add_func ("/schema/mistakes/json-corpus", test_corpus);
  return g_test_run ();
}
