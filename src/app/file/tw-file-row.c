/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-file-row.h"

#include <glib/gi18n-lib.h>

struct _TwFileRow
{
  AdwActionRow parent_instance;

  guint        entity;
  char        *id;                                     /* (owned) */
  int          shown;                                  /* what the menu offers; -1: there is none yet */
  GtkImage    *icon;
  GtkWidget   *menu;
};

G_DEFINE_FINAL_TYPE (TwFileRow, tw_file_row, ADW_TYPE_ACTION_ROW)

static void
add_item (GMenu      *menu,
          const char *label,
          const char *action,
          GVariant   *target)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

static void
fill_menu (TwFileRow *self,
           gboolean   has_file,
           gboolean   here,
           gboolean   can_change)
{
  int shows = has_file + 2 * here + 4 * can_change;
  g_autoptr(GMenu) menu = NULL;

  if (shows == self->shown)
    return;
  self->shown = shows;
  menu = g_menu_new ();
  if (has_file && here)
    {
      add_item (menu, _("_Open"), "file.open", g_variant_new_string (self->id));
      add_item (menu, _("Open With _Another Program"), "file.open-outside", g_variant_new_string (self->id));
      add_item (menu, _("_Save As…"), "file.save-as", g_variant_new_string (self->id));
    }
  else if (has_file)
    add_item (menu, _("_Download"), "file.open", g_variant_new_string (self->id));
  add_item (menu, _("_Details"), "win.open-record", g_variant_new ("(uss)", self->entity, self->id, ""));
  if (can_change)
    {
      add_item (menu, _("_Rename…"), "file.rename", g_variant_new_string (self->id));
      add_item (menu, _("Re_move"), "file.remove", g_variant_new_string (self->id));
    }
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu), G_MENU_MODEL (menu));
}

static void
tw_file_row_finalize (GObject *object)
{
  g_free (TW_FILE_ROW (object)->id);
  G_OBJECT_CLASS (tw_file_row_parent_class)->finalize (object);
}

static void
tw_file_row_class_init (TwFileRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_file_row_finalize;
}

static void
tw_file_row_init (TwFileRow *self)
{
  self->shown = -1;
  self->icon = GTK_IMAGE (gtk_image_new ());
  self->menu = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu), "view-more-symbolic");
  gtk_widget_set_valign (self->menu, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->menu, "flat");
  gtk_widget_add_css_class (self->menu, "tw-small-button");
  gtk_widget_set_tooltip_text (self->menu, _("What to do with the file"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What to do with the file"), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), GTK_WIDGET (self->icon));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->menu);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 2);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
}

/**
 * tw_file_row_new:
 * @entity: number of the document's entity
 * @id: id of the document
 *
 * Returns: (transfer floating): a row
 */
TwFileRow *
tw_file_row_new (guint       entity,
                 const char *id)
{
  TwFileRow *self = g_object_new (TW_TYPE_FILE_ROW, NULL);

  self->entity = entity;
  self->id = g_strdup (id);
  return self;
}

/**
 * tw_file_row_get_id:
 * @self: a row
 *
 * Returns: (transfer none): id of the document that it shows
 */
const char *
tw_file_row_get_id (TwFileRow *self)
{
  g_return_val_if_fail (TW_IS_FILE_ROW (self), NULL);
  return self->id;
}

/**
 * tw_file_row_show:
 * @self: a row
 * @file: what it shows
 * @detail: the line below the name
 * @can_change: whether people may change it
 *
 * Shows a file.
 */
void
tw_file_row_show (TwFileRow    *self,
                  TwRecordFile *file,
                  const char   *detail,
                  gboolean      can_change)
{
  g_autoptr(GIcon) icon = NULL;

  g_return_if_fail (TW_IS_FILE_ROW (self) && file != NULL);
  icon = file->hash != NULL ? g_content_type_get_symbolic_icon (file->type) : g_themed_icon_new ("text-x-generic-symbolic");
  gtk_image_set_from_gicon (self->icon, icon);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), file->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), detail);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), file->name);
  if (file->hash != NULL && !file->here)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "dim-label");
  fill_menu (self, file->hash != NULL, file->here, can_change);
}
