/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the properties of a card mean: RFC 6350 (4.0), RFC 2426 (3.0), vCard 2.1 (versit), and the properties of one's own that
 * Apple, Google, Evolution, KDE and Outlook write. */
#include "config.h"

#include <string.h>

#include "tw-ebook.h"
#include "tw-vcard-private.h"

#define BETWEEN " ::: "

const char *const tw_vcard_columns[TW_VCARD_N_COLUMNS] =
{
  "Full name", "First name", "Last name", "Company", "Job title", "E-mail", "Phone", "Mobile phone", "Street", "Postal code", "City",
  "State", "Country", "Birthday", "Anniversary", "Website", "Social profiles", "Language", "Tags", "Notes", "Photo",
};

/* Properties that say something about the card or are no text. */
static const char *const left_out[] =
{
  "BEGIN", "END", "VERSION", "PRODID", "REV", "UID", "N", "FN", "LOGO", "SOUND", "KEY", "AGENT", "SOURCE", "CLIENTPIDMAP", "XML",
  "X-EVOLUTION-FILE-AS", "X-COUCHDB-APPLICATION-ANNOTATIONS", "X-ABUID", "X-ABSHOWAS", "X-ABADR", "X-ABLABEL", "X-MS-OL-DESIGN",
  "X-MS-OL-DEFAULT-POSTAL-ADDRESS", "X-MOZILLA-HTML", "X-EVOLUTION-WEBDAV-ETAG", "LABEL", "CLASS", "SORT-STRING", "MAILER", "NAME",
  "PROFILE", "X-GTALK-STATUS", "X-MS-CARDPICTURE",
};

/* --- Values --- */

static gboolean
is_any (const char *name, const char *const *names, guint n)
{
  for (guint i = 0; i < n; i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0)
      return TRUE;
  return FALSE;
}

/* Bytes that quoted-printable hid from the decoder of the file: 2.1 names their encoding. */
static char *
to_utf8 (EVCardAttribute *attribute, const char *text)
{
  GList *charset = e_vcard_attribute_get_param (attribute, "CHARSET");
  char *converted = NULL;

  if (charset && !g_utf8_validate (text, -1, NULL))
    converted = g_convert (text, -1, "UTF-8", charset->data, NULL, NULL, NULL);
  return converted ? converted : g_utf8_make_valid (text, -1);
}

/* A part of a structured value, without white space at its ends. */
static char *
dup_part (EVCardAttribute *attribute, guint i)
{
  const char *text = g_list_nth_data (e_vcard_attribute_get_values (attribute), i);

  return g_strstrip (to_utf8 (attribute, text ? text : ""));
}

/* All parts from one on, with a text between: a note that has a bare semicolon is one text. */
static char *
dup_rest (EVCardAttribute *attribute, guint from, const char *between)
{
  GString *text = g_string_new (NULL);
  guint n = g_list_length (e_vcard_attribute_get_values (attribute));

  for (guint i = from; i < n; i++)
    {
      g_autofree char *part = dup_part (attribute, i);

      if (*part)
        g_string_append_printf (text, "%s%s", text->len > 0 ? between : "", part);
    }
  return g_string_free (text, FALSE);
}

static gboolean
has_type (EVCardAttribute *attribute, const char *type)
{
  for (GList *p = e_vcard_attribute_get_params (attribute); p; p = p->next)
    {
      const char *name = e_vcard_attribute_param_get_name (p->data);

      /* 2.1 has bare words: TEL;CELL. */
      if (g_ascii_strcasecmp (name, type) == 0)
        return TRUE;
      if (g_ascii_strcasecmp (name, EVC_TYPE) != 0)
        continue;
      for (GList *v = e_vcard_attribute_param_get_values (p->data); v; v = v->next)
        {
          g_auto(GStrv) words = g_strsplit (v->data, ",", -1);

          for (guint i = 0; words[i]; i++)
            if (g_ascii_strcasecmp (g_strstrip (words[i]), type) == 0)
              return TRUE;
        }
    }
  return FALSE;
}

static void
add (GString *cell, const char *text)
{
  g_auto(GStrv) present = g_strsplit (cell->str, BETWEEN, -1);

  if (*text && !g_strv_contains ((const char *const *) present, text))
    g_string_append_printf (cell, "%s%s", cell->len > 0 ? BETWEEN : "", text);
}

static void
add_note (GString *const *cells, const char *label, const char *text)
{
  GString *notes = cells[TW_VCARD_NOTES];

  if (*text)
    g_string_append_printf (notes, "%s%s: %s", notes->len > 0 ? "\n" : "", label, text);
}

/* --- Names, dates, numbers --- */

/* Prefix, first, further and last name with blanks between, as FN would have it. */
static void
read_name (EVCardAttribute *attribute, GString *const *cells)
{
  static const guint order[] = { 3, 1, 2, 0, 4 };
  g_autoptr(GString) name = g_string_new (NULL);
  g_autofree char *first = dup_part (attribute, 1), *last = dup_part (attribute, 0);

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autofree char *part = dup_part (attribute, order[i]);

      if (*part)
        g_string_append_printf (name, "%s%s", name->len > 0 ? " " : "", part);
    }
  g_string_assign (cells[TW_VCARD_FIRST], first);
  g_string_assign (cells[TW_VCARD_LAST], last);
  if (cells[TW_VCARD_NAME]->len == 0)
    g_string_assign (cells[TW_VCARD_NAME], name->str);
}

/* "19220310" and "19220310T120000Z" as "1922-03-10", "--0203" as "--02-03". */
static char *
dup_date (const char *text)
{
  gsize digits = strspn (text, "0123456789");

  if (digits == 8)
    return g_strdup_printf ("%.4s-%.2s-%.2s", text, text + 4, text + 6);
  if (g_str_has_prefix (text, "--") && strspn (text + 2, "0123456789") == 4)
    return g_strdup_printf ("--%.2s-%.2s", text + 2, text + 4);
  if (digits == 4 && text[4] == '-' && strlen (text) > 10 && (text[10] == 'T' || text[10] == 't'))
    return g_strndup (text, 10);
  return g_strdup (text);
}

/* "tel:+1-418-656-9254;ext=102" as people write it. */
static char *
dup_number (const char *text)
{
  const char *number = g_ascii_strncasecmp (text, "tel:", 4) == 0 ? text + 4 : text;
  const char *extension = strstr (number, ";ext=");

  if (!extension)
    return g_strndup (number, number == text ? strlen (text) : strcspn (number, ";"));
  return g_strdup_printf ("%.*s ext. %.*s", (int) (extension - number), number, (int) strcspn (extension + 5, ";"), extension + 5);
}

static void
read_number (EVCardAttribute *attribute, GString *const *cells)
{
  g_autofree char *text = dup_rest (attribute, 0, ";"), *number = dup_number (text);

  if (has_type (attribute, "FAX"))
    add_note (cells, "Fax", number);
  else if (has_type (attribute, "PAGER"))
    add_note (cells, "Pager", number);
  else
    add (cells[has_type (attribute, "CELL") ? TW_VCARD_MOBILE : TW_VCARD_PHONE], number);
}

/* The first address has columns; the others are written out in the notes. */
static void
read_address (EVCardAttribute *attribute, GString *const *cells)
{
  static const struct { guint part; TwVcardColumn column; } parts[] =
  {
    { 3, TW_VCARD_CITY }, { 4, TW_VCARD_STATE }, { 5, TW_VCARD_POSTAL_CODE }, { 6, TW_VCARD_COUNTRY },
  };
  gboolean first = cells[TW_VCARD_STREET]->len == 0;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    first = first && cells[parts[i].column]->len == 0;
  if (!first)
    {
      g_autofree char *text = dup_rest (attribute, 0, ", ");

      add_note (cells, "Address", text);
      return;
    }
  for (guint i = 0; i < 3; i++)                        /* box, flat, street */
    {
      g_autofree char *part = dup_part (attribute, i);

      if (*part)
        g_string_append_printf (cells[TW_VCARD_STREET], "%s%s", cells[TW_VCARD_STREET]->len > 0 ? ", " : "", part);
    }
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *part = dup_part (attribute, parts[i].part);

      g_string_append (cells[parts[i].column], part);
    }
}

static void
read_company (EVCardAttribute *attribute, GString *const *cells)
{
  g_autofree char *company = dup_part (attribute, 0), *unit = dup_rest (attribute, 1, ", ");

  if (cells[TW_VCARD_COMPANY]->len > 0)
    add_note (cells, "Company", company);
  else
    g_string_append (cells[TW_VCARD_COMPANY], company);
  add_note (cells, "Department", unit);
}

static void
read_job (EVCardAttribute *attribute, GString *const *cells)
{
  g_autofree char *text = dup_rest (attribute, 0, "; ");

  if (cells[TW_VCARD_JOB]->len == 0)
    g_string_append (cells[TW_VCARD_JOB], text);
  else
    add_note (cells, "Role", text);
}

static void
read_date (EVCardAttribute *attribute, GString *const *cells, TwVcardColumn column)
{
  g_autofree char *text = dup_part (attribute, 0), *date = dup_date (text);

  if (cells[column]->len == 0)
    g_string_append (cells[column], date);
  else if (strcmp (cells[column]->str, date) != 0)
    add_note (cells, tw_vcard_columns[column], date);
}

/* What Apple wrote beside a property of the same group: "_$!<Anniversary>!$_". (transfer full) (nullable) */
static char *
dup_label (EVCard *card, EVCardAttribute *attribute)
{
  const char *group = e_vcard_attribute_get_group (attribute);

  for (GList *a = group ? e_vcard_get_attributes (card) : NULL; a; a = a->next)
    if (g_ascii_strcasecmp (e_vcard_attribute_get_name (a->data), "X-ABLabel") == 0
        && g_strcmp0 (e_vcard_attribute_get_group (a->data), group) == 0)
      {
        g_autofree char *label = dup_part (a->data, 0);

        if (g_str_has_prefix (label, "_$!<") && strlen (label) > 8)
          return g_strndup (label + 4, strlen (label) - 8);
        return g_steal_pointer (&label);
      }
  return NULL;
}

/* "X-EVOLUTION-SPOUSE" as "Spouse". */
static char *
dup_own_label (EVCard *card, EVCardAttribute *attribute)
{
  static const char *const makers[] = { "X-EVOLUTION-", "X-KADDRESSBOOK-X-", "X-KADDRESSBOOK-", "X-MS-", "X-AB", "X-" };
  const char *name = e_vcard_attribute_get_name (attribute);
  char *given = dup_label (card, attribute), *label;

  if (given)
    return given;
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
    if (g_ascii_strncasecmp (name, makers[i], strlen (makers[i])) == 0)
      {
        name += strlen (makers[i]);
        break;
      }
  label = g_ascii_strdown (name, -1);
  g_strdelimit (label, "-_", ' ');
  *label = g_ascii_toupper (*label);
  return label;
}

static void
read_other (EVCard *card, EVCardAttribute *attribute, GString *const *cells)
{
  g_autofree char *label = dup_own_label (card, attribute), *text = dup_rest (attribute, 0, "; ");

  if (g_ascii_strcasecmp (label, "Anniversary") == 0)
    read_date (attribute, cells, TW_VCARD_ANNIVERSARY);
  else if (!has_type (attribute, "BASE64") && strlen (text) < 4096)
    add_note (cells, label, text);
}

/* The first picture, as an address that holds it: 2.1 and 3.0 write its bytes in base64, 4.0 such an address. One that is
 * somewhere else is not fetched; its address stays in the notes. */
static void
read_photo (EVCardAttribute *attribute, GString *const *cells)
{
  g_autofree char *text = dup_rest (attribute, 0, ";");
  GList *encoding = e_vcard_attribute_get_param (attribute, "ENCODING");
  gboolean encoded = has_type (attribute, "BASE64")
                     || (encoding && (g_ascii_strcasecmp (encoding->data, "B") == 0 || g_ascii_strcasecmp (encoding->data, "BASE64") == 0));

  if (*text == 0)
    return;
  if (!encoded && g_ascii_strncasecmp (text, "data:", 5) != 0)
    add_note (cells, "Photo", text);
  else if (cells[TW_VCARD_PHOTO]->len == 0)
    g_string_append_printf (cells[TW_VCARD_PHOTO], "%s%s", encoded ? "data:;base64," : "", text);
}

static void
read_attribute (EVCard *card, EVCardAttribute *attribute, GString *const *cells)
{
  static const struct { const char *name; TwVcardColumn column; const char *between; } plain[] =
  {
    { "EMAIL", TW_VCARD_EMAIL, "; " },  { "URL", TW_VCARD_WEBSITE, ";" },
    { "X-EVOLUTION-BLOG-URL", TW_VCARD_WEBSITE, ";" }, { "IMPP", TW_VCARD_SOCIAL, ";" }, { "X-SOCIALPROFILE", TW_VCARD_SOCIAL, ";" },
    { "X-AIM", TW_VCARD_SOCIAL, ";" }, { "X-JABBER", TW_VCARD_SOCIAL, ";" }, { "X-SKYPE", TW_VCARD_SOCIAL, ";" },
    { "X-TWITTER", TW_VCARD_SOCIAL, ";" }, { "CATEGORIES", TW_VCARD_TAGS, BETWEEN },
  };
  const char *name = e_vcard_attribute_get_name (attribute);

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (g_ascii_strcasecmp (name, plain[i].name) == 0)
      {
        g_autofree char *text = dup_rest (attribute, 0, plain[i].between);

        add (cells[plain[i].column], text);
        return;
      }
  if (g_ascii_strcasecmp (name, "TITLE") == 0 || g_ascii_strcasecmp (name, "ROLE") == 0)
    read_job (attribute, cells);
  else if (g_ascii_strcasecmp (name, "TEL") == 0)
    read_number (attribute, cells);
  else if (g_ascii_strcasecmp (name, "ADR") == 0)
    read_address (attribute, cells);
  else if (g_ascii_strcasecmp (name, "ORG") == 0)
    read_company (attribute, cells);
  else if (g_ascii_strcasecmp (name, "BDAY") == 0)
    read_date (attribute, cells, TW_VCARD_BIRTHDAY);
  else if (g_ascii_strcasecmp (name, "PHOTO") == 0)
    read_photo (attribute, cells);
  else if (g_ascii_strcasecmp (name, "LANG") == 0 && cells[TW_VCARD_LANGUAGE]->len == 0)
    {
      g_autofree char *text = dup_part (attribute, 0);

      g_string_append (cells[TW_VCARD_LANGUAGE], text);
    }
  else if (!is_any (name, left_out, G_N_ELEMENTS (left_out)) && g_ascii_strcasecmp (name, "NOTE") != 0)
    read_other (card, attribute, cells);
}

/* A card of a mail program may have nothing but an address: something has to name the person. */
static void
complete_name (GString *const *cells)
{
  static const TwVcardColumn others[] = { TW_VCARD_COMPANY, TW_VCARD_EMAIL, TW_VCARD_PHONE, TW_VCARD_MOBILE };

  for (guint i = 0; i < G_N_ELEMENTS (others) && cells[TW_VCARD_NAME]->len == 0; i++)
    {
      const char *text = cells[others[i]]->str, *cut = strstr (text, BETWEEN);

      g_string_append_len (cells[TW_VCARD_NAME], text, cut ? cut - text : (gssize) strlen (text));
    }
}

void
tw_vcard_read_card (const char *text, GString *const *cells)
{
  EVCard *card = e_vcard_new_from_string (text);

  /* The name and the notes first: the others may add to them. */
  for (GList *a = e_vcard_get_attributes (card); a; a = a->next)
    {
      const char *name = e_vcard_attribute_get_name (a->data);
      gboolean is_note = g_ascii_strcasecmp (name, "NOTE") == 0;
      g_autofree char *value = NULL;

      if (!is_note && g_ascii_strcasecmp (name, "FN") != 0)
        continue;
      value = dup_rest (a->data, 0, ";");
      if (is_note)
        g_string_append_printf (cells[TW_VCARD_NOTES], "%s%s", cells[TW_VCARD_NOTES]->len > 0 ? "\n" : "", value);
      else if (cells[TW_VCARD_NAME]->len == 0)
        g_string_append (cells[TW_VCARD_NAME], value);
    }
  for (GList *a = e_vcard_get_attributes (card); a; a = a->next)
    if (g_ascii_strcasecmp (e_vcard_attribute_get_name (a->data), "N") == 0)
      read_name (a->data, cells);
    else
      read_attribute (card, a->data, cells);
  complete_name (cells);
  g_object_unref (card);
}
