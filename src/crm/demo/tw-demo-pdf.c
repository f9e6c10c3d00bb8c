/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A letter as the smallest PDF that has text (ISO 32000-1): one page of A4 in a font that every reader has. */
#include "config.h"

#include "tw-demo-private.h"

#include <string.h>

#define TOP     770
#define LEFT    72
#define LEADING 18

/* A string of the page, in Latin-1; what it has no sign for is a question mark. */
static void
append_text (GString    *page,
             const char *text)
{
  g_autofree char *latin = g_convert_with_fallback (text, -1, "ISO-8859-1", "UTF-8", "?", NULL, NULL, NULL);

  g_string_append_c (page, '(');
  for (const char *c = latin != NULL ? latin : ""; *c != '\0'; c++)
    {
      if (*c == '(' || *c == ')' || *c == '\\')
        g_string_append_c (page, '\\');
      g_string_append_c (page, *c);
    }
  g_string_append (page, ") Tj\n");
}

static char *
make_page (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  GString *page = g_string_new (NULL);

  g_string_append_printf (page, "BT\n/F2 20 Tf\n%d %d Td\n", LEFT, TOP);
  append_text (page, lines[0] != NULL ? lines[0] : "");
  g_string_append_printf (page, "/F1 11 Tf\n0 -%d Td\n", 2 * LEADING);
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      append_text (page, lines[i]);
      g_string_append_printf (page, "0 -%d Td\n", LEADING);
    }
  g_string_append (page, "ET\n");
  return g_string_free (page, FALSE);
}

/**
 * tw_demo_pdf:
 * @text: its first line is the heading
 *
 * Returns: (transfer full): a PDF, the same for the same text
 */
GBytes *
tw_demo_pdf (const char *text)
{
  g_autofree char *page = make_page (text);
  g_autofree char *content = g_strdup_printf ("<< /Length %" G_GSIZE_FORMAT " >>\nstream\n%sendstream", strlen (page), page);
  const char *objects[] = {
    "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>", content,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
  };
  GString *file = g_string_new ("%PDF-1.4\n");
  gsize places[G_N_ELEMENTS (objects)], table = 0;

  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      places[i] = file->len;
      g_string_append_printf (file, "%u 0 obj\n%s\nendobj\n", i + 1, objects[i]);
    }
  table = file->len;
  g_string_append_printf (file, "xref\n0 %u\n0000000000 65535 f \n", (guint) G_N_ELEMENTS (objects) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    g_string_append_printf (file, "%010" G_GSIZE_FORMAT " 00000 n \n", places[i]);
  g_string_append_printf (file, "trailer\n<< /Size %u /Root 1 0 R >>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
                          (guint) G_N_ELEMENTS (objects) + 1, table);
  return g_string_free_to_bytes (file);
}
