/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-search-open.h"

#include <string.h>

#include "tw-file-commands.h"
#include "tw-record-file.h"
#include "tw-text.h"
#include "tw-viewer.h"

static void
open_record (GtkWidget  *widget,
             guint       entity,
             const TwId *id)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  gtk_widget_activate_action (widget, "win.open-record", "(uss)", entity, tw_id_print (id, text), "");
}

/* What can be marked in a text: all of the words when they stand together there, else the longest of them. NULL: not all are in it. */
static char *
choose_marked (const char *text,
               const char *words)
{
  g_auto(GStrv) all = g_strsplit_set (words, " \t\"", -1);
  const char *longest = "";

  if (tw_text_contains (text, words))
    return g_strdup (words);
  for (guint i = 0; all[i] != NULL; i++)
    if (!tw_text_contains (text, all[i]))
      return NULL;
    else if (strlen (all[i]) > strlen (longest))
      longest = all[i];
  return *longest != '\0' ? g_strdup (longest) : NULL;
}

/* A document whose name does not have the words may have them inside its file, or only among its tags: there nothing can be marked. */
static gboolean
open_file (GtkWidget   *widget,
           TwWorkspace *workspace,
           const TwId  *id,
           const char  *words)
{
  g_autoptr(TwRecordFile) file = tw_record_file_get (tw_workspace_get_store (workspace), id, NULL);
  const TwValue *text = NULL;
  g_autofree char *marked = NULL;

  if (file == NULL || !file->here || !tw_viewer_can_show (file->type) || tw_text_contains (file->name, words))
    return FALSE;
  text = tw_record_get_key (file->document, "extracted_text");
  marked = text->type == TW_TYPE_TEXT ? choose_marked (text->text, words) : NULL;
  if (marked == NULL)
    return FALSE;
  tw_file_open (widget, workspace, file, marked);
  return TRUE;
}

static void
open_version (GtkWidget      *widget,
              TwWorkspace    *workspace,
              const TwEntity *entity,
              const TwId     *id)
{
  g_autoptr(TwRecord) version = tw_store_get (tw_workspace_get_store (workspace), entity, id, NULL);
  const TwValue *document = version != NULL ? tw_record_get_key (version, "document") : NULL;

  if (document != NULL && document->type == TW_TYPE_LINK)
    open_record (widget, tw_field_get_target (tw_entity_get_field (entity, "document"))->number, &document->id);
  else
    open_record (widget, entity->number, id);
}

/**
 * tw_search_open:
 * @widget: in a window of the workspace
 * @workspace: the workspace
 * @entity: number of an entity
 * @id: of one of its records
 * @words: what was looked for
 *
 * Opens what was found.
 */
void
tw_search_open (GtkWidget   *widget,
                TwWorkspace *workspace,
                guint        entity,
                const TwId  *id,
                const char  *words)
{
  const TwEntity *found = tw_schema_get_entity_by_number (tw_workspace_get_schema (workspace), entity);
  char text[TW_ID_TEXT_LENGTH + 1];

  g_return_if_fail (GTK_IS_WIDGET (widget) && TW_IS_WORKSPACE (workspace) && id != NULL && words != NULL);
  if (found == NULL)
    return;
  if (g_str_equal (found->key, "document") && open_file (widget, workspace, id, words))
    return;
  if (g_str_equal (found->key, "document_version"))
    open_version (widget, workspace, found, id);
  else if (g_str_equal (found->key, "folder"))
    gtk_widget_activate_action (widget, "win.open-related", "(uss)", entity, tw_id_print (id, text), "documents");
  else
    open_record (widget, entity, id);
}
