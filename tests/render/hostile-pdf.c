/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hostile-pdf.h"

#include <string.h>

/* --- Objects, numbered as they come --- */

typedef struct
{
  GString *text;                                       /* (owned) */
  GArray  *places;                                     /* (owned) gsize, where each object is */
} Pdf;

static void
add_object (Pdf        *pdf,
            const char *dictionary,
            const char *stream)
{
  g_array_append_val (pdf->places, pdf->text->len);
  g_string_append_printf (pdf->text, "%u 0 obj\n<<%s", pdf->places->len, dictionary);
  if (stream != NULL)
    g_string_append_printf (pdf->text, "/Length %" G_GSIZE_FORMAT ">>stream\n%s\nendstream\nendobj\n", strlen (stream), stream);
  else
    g_string_append (pdf->text, ">>\nendobj\n");
}

/* A page, its forms are the objects from the fifth. */
static void
start (Pdf  *pdf,
       guint side)
{
  g_autofree char *page = g_strdup_printf ("/Type/Page/Parent 2 0 R/MediaBox[0 0 %u %u]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>", side, side);

  pdf->text = g_string_new ("%PDF-1.5\n");
  pdf->places = g_array_new (FALSE, FALSE, sizeof (gsize));
  add_object (pdf, "/Type/Catalog/Pages 2 0 R", NULL);
  add_object (pdf, "/Type/Pages/Kids[3 0 R]/Count 1", NULL);
  add_object (pdf, page, NULL);
  add_object (pdf, "", "/F Do");
}

/* INNER: the form after this one is called F in it. */
static void
add_form (Pdf        *pdf,
          guint       side,
          const char *more,
          gboolean    inner,
          const char *stream)
{
  g_autofree char *resources = inner ? g_strdup_printf ("/Resources<</XObject<</F %u 0 R>>>>", pdf->places->len + 2) : NULL;
  g_autofree char *form = g_strdup_printf ("/Type/XObject/Subtype/Form/BBox[0 0 %u %u]%s%s", side, side, more, inner ? resources : "");

  add_object (pdf, form, stream);
}

static GByteArray *
end (Pdf *pdf)
{
  gsize xref = pdf->text->len, length;
  char *bytes;

  g_string_append_printf (pdf->text, "xref\n0 %u\n0000000000 65535 f \n", pdf->places->len + 1);
  for (guint i = 0; i < pdf->places->len; i++)
    g_string_append_printf (pdf->text, "%010" G_GSIZE_FORMAT " 00000 n \n", g_array_index (pdf->places, gsize, i));
  g_string_append_printf (pdf->text, "trailer\n<</Size %u/Root 1 0 R>>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n", pdf->places->len + 1, xref);
  g_array_unref (pdf->places);
  length = pdf->text->len;
  bytes = g_string_free (pdf->text, FALSE);
  return g_byte_array_new_take ((guint8 *) bytes, length);
}

GByteArray *
hostile_pdf_new_slow (guint fan,
                      guint depth)
{
  g_autoptr(GString) all = g_string_new (NULL);
  Pdf pdf;

  for (guint i = 0; i < fan; i++)
    g_string_append (all, "/F Do ");
  start (&pdf, 200);
  for (guint i = 0; i < depth; i++)
    add_form (&pdf, 200, "", i + 1 < depth, i + 1 < depth ? all->str : "0 0 10 10 re f");
  return end (&pdf);
}

GByteArray *
hostile_pdf_new_groups (guint       depth,
                        const char *innermost)
{
  Pdf pdf;

  start (&pdf, 2048);
  for (guint i = 0; i < depth; i++)
    add_form (&pdf, 2048, "/Group<</S/Transparency/I true/K true/CS/DeviceRGB>>", i + 1 < depth, i + 1 < depth ? "/F Do" : innermost);
  return end (&pdf);
}
