/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file "places/HASH" of a workspace: a GVariant of type a(say), a text and the boxes of its characters for each page. */
#include "config.h"

#include "tw-document-places.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tw-blobs.h"
#include "tw-document-text.h"

#define FORMAT    "a(say)"
#define MAX_BYTES (64 * 1024 * 1024)

static char *
dup_path (TwStore    *store,
          const char *hash)
{
  return tw_blob_is_hash (hash) ? g_build_filename (tw_store_get_dir (store), "places", hash, NULL) : NULL;
}

/**
 * tw_document_places_keep:
 * @store: the store
 * @hash: of a file
 * @pages: (element-type TwPageText): what was recognized on its pages
 *
 * Keeps the places of words for tw_document_places_load(). Any thread.
 *
 * Returns: whether it could be written
 */
gboolean
tw_document_places_keep (TwStore    *store,
                         const char *hash,
                         GPtrArray  *pages)
{
  g_autofree char *path = NULL, *folder = NULL;
  g_autoptr(GVariant) all = NULL;
  GVariantBuilder builder;

  g_return_val_if_fail (TW_IS_STORE (store) && hash != NULL && pages != NULL, FALSE);
  path = dup_path (store, hash);
  if (path == NULL)
    return FALSE;
  g_variant_builder_init (&builder, G_VARIANT_TYPE (FORMAT));
  for (guint i = 0; i < pages->len; i++)
    {
      TwPageText *text = g_ptr_array_index (pages, i);
      const TwBox *boxes = tw_page_text_peek_boxes (text);
      gsize n = boxes != NULL ? tw_page_text_get_length (text) : 0;

      g_variant_builder_open (&builder, G_VARIANT_TYPE ("(say)"));
      g_variant_builder_add (&builder, "s", tw_page_text_get_text (text));
      g_variant_builder_add_value (&builder, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, boxes, n * sizeof (TwBox), 1));
      g_variant_builder_close (&builder);
    }
  all = g_variant_ref_sink (g_variant_builder_end (&builder));
  folder = g_path_get_dirname (path);
  return g_variant_get_size (all) <= MAX_BYTES && g_mkdir_with_parents (folder, 0700) == 0
         && g_file_set_contents_full (path, g_variant_get_data (all), (gssize) g_variant_get_size (all), G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

/* Of another computer or a broken disk: sizes that do not fit are no boxes, numbers that are none are an empty one. */
static TwPageText *
make_text (const char *text,
           GVariant   *bytes)
{
  gsize size = 0;
  gconstpointer data = g_variant_get_fixed_array (bytes, &size, 1);
  guint n = (guint) (size / sizeof (TwBox));
  g_autofree TwBox *boxes = g_new0 (TwBox, n + 1);

  if (n > 0)
    memcpy (boxes, data, n * sizeof (TwBox));
  for (guint i = 0; i < n; i++)
    if (!(boxes[i].left >= 0 && boxes[i].left < 1e6f && boxes[i].top >= 0 && boxes[i].top < 1e6f && boxes[i].right >= 0 && boxes[i].right < 1e6f
          && boxes[i].bottom >= 0 && boxes[i].bottom < 1e6f))
      boxes[i] = (TwBox) { 0, 0, 0, 0 };
  return tw_page_text_new (text, boxes, n);
}

/**
 * tw_document_places_load:
 * @store: the store
 * @hash: of a file
 *
 * Reads a small file. Any thread.
 *
 * Returns: (transfer full) (nullable) (element-type TwPageText): what was kept
 */
GPtrArray *
tw_document_places_load (TwStore    *store,
                         const char *hash)
{
  g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_page_text_unref);
  g_autofree char *path = NULL, *contents = NULL;
  g_autoptr(GVariant) all = NULL;
  g_autoptr(GBytes) bytes = NULL;
  GVariantIter iter;
  GVariant *boxes = NULL;
  const char *text = NULL;
  gsize size = 0;

  g_return_val_if_fail (TW_IS_STORE (store) && hash != NULL, NULL);
  path = dup_path (store, hash);
  if (path == NULL || !g_file_get_contents (path, &contents, &size, NULL))
    return NULL;
  bytes = g_bytes_new_take (g_steal_pointer (&contents), size);
  all = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (FORMAT), bytes, FALSE));
  if (!g_variant_is_normal_form (all))
    return NULL;
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_next (&iter, "(&s@ay)", &text, &boxes))
    {
      g_ptr_array_add (pages, make_text (text, boxes));
      g_variant_unref (boxes);
    }
  return g_steal_pointer (&pages);
}

/**
 * tw_document_places_find:
 * @store: the store
 * @hash: of a file that is here
 * @name: what it is called
 * @recognize: whether its text may be recognized for it, which takes about a second a page
 * @cancellable: (nullable): to give up
 *
 * Blocks; any thread.
 *
 * Returns: (transfer full) (nullable) (element-type TwPageText): what stands where; %NULL when it is not known
 */
GPtrArray *
tw_document_places_find (TwStore      *store,
                         const char   *hash,
                         const char   *name,
                         gboolean      recognize,
                         GCancellable *cancellable)
{
  GPtrArray *pages = tw_document_places_load (store, hash);
  g_autofree char *languages = NULL, *text = NULL;
  TwDocumentTextSource source = TW_DOCUMENT_TEXT_NONE;

  if (pages != NULL || !recognize)
    return pages;
  languages = tw_document_text_dup_languages ();
  text = tw_document_text_read (store, hash, name, languages, &source, cancellable, NULL);
  return text != NULL && source == TW_DOCUMENT_TEXT_RECOGNIZED ? tw_document_places_load (store, hash) : NULL;
}
