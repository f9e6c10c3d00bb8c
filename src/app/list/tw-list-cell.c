/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-list-cell.h"

#include "tw-field-text.h"

/* A signal factory, not a GtkBuilderListItemFactory: the field of a cell is only known at run time, and a cell is filled anew by
 * its row's "changed" as pages arrive. Cells are one GtkInscription (the cheapest text), with a dot before it for choices. */

#define NAME_CHARS 20                                  /* a name that cannot be read is none */

static const char *const palette[] = {
  "blue", "green", "yellow", "orange", "red", "purple", "brown", "slate", "teal", "coral",
};
static const char *const palette_classes[] = {
  "tw-color-blue", "tw-color-green", "tw-color-yellow", "tw-color-orange", "tw-color-red",
  "tw-color-purple", "tw-color-brown", "tw-color-slate", "tw-color-teal", "tw-color-coral",
};

static const TwChoice *
get_choice (TwRow         *row,
            const TwField *field)
{
  TwRecord *record = tw_row_get_record (row);
  const TwValue *value = NULL;

  if (record == NULL || field->kind != TW_KIND_ENUM || tw_record_get_entity (record) != field->entity)
    return NULL;
  value = tw_record_get (record, field);
  return value->type == TW_TYPE_ENUM ? tw_field_get_choice (field, value->text) : NULL;
}

static void
show_choice (GtkWidget      *dot,
             const TwChoice *choice)
{
  const char *css_class = choice != NULL ? tw_choice_get_css_class (choice) : NULL;
  const char *classes[] = { "tw-dot", css_class, NULL };

  gtk_widget_set_visible (dot, css_class != NULL);
  gtk_widget_set_css_classes (dot, classes);
}

static void
fill (GtkListItem   *item,
      const TwField *field)
{
  TwRow *row = gtk_list_item_get_item (item);
  GtkWidget *child = gtk_list_item_get_child (item);
  GtkWidget *text = child;
  g_autofree char *isolated = NULL;

  if (row == NULL)
    return;
  if (GTK_IS_BOX (child))
    {
      show_choice (gtk_widget_get_first_child (child), get_choice (row, field));
      text = gtk_widget_get_last_child (child);
    }
  isolated = tw_field_isolate (field, tw_row_get_text (row, field));
  gtk_inscription_set_text (GTK_INSCRIPTION (text), isolated);
}

static void
row_changed_cb (TwRow       *row,
                GtkListItem *item)
{
  fill (item, g_object_get_data (G_OBJECT (item), "field"));
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          const TwField            *field)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), 3);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), 12);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_set_valign (text, GTK_ALIGN_CENTER);
  tw_inscription_align (GTK_INSCRIPTION (text), tw_field_is_numeric (field));
  if (tw_field_is_numeric (field))
    gtk_widget_add_css_class (text, "numeric");
  if (field == field->entity->name_field)
    {
      gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), NAME_CHARS);
      gtk_widget_add_css_class (text, "tw-name-cell");
    }
  if (field->kind == TW_KIND_ENUM)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      GtkWidget *dot = gtk_image_new_from_icon_name ("media-record-symbolic");

      gtk_image_set_pixel_size (GTK_IMAGE (dot), 10);
      gtk_box_append (GTK_BOX (box), dot);
      gtk_box_append (GTK_BOX (box), text);
      gtk_list_item_set_child (item, box);
    }
  else
    gtk_list_item_set_child (item, text);
  g_object_set_data (G_OBJECT (item), "field", (gpointer) field);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         const TwField            *field)
{
  g_signal_connect (gtk_list_item_get_item (item), "changed", G_CALLBACK (row_changed_cb), item);
  fill (item, field);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           const TwField            *field)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), row_changed_cb, item);
}

/**
 * tw_list_cell_factory_new:
 * @field: a field of a schema that outlives the factory
 *
 * Returns: (transfer full): makes the cells of the field's column; the model's items are TwRow
 */
GtkListItemFactory *
tw_list_cell_factory_new (const TwField *field)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) field);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) field);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), (gpointer) field);
  return factory;
}

/**
 * tw_inscription_align:
 * @text: a text in a cell or on a card
 * @end: whether it stands at the end of its line
 *
 * GtkInscription counts its alignment from the left whichever way text runs.
 */
void
tw_inscription_align (GtkInscription *text,
                      gboolean        end)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (text)) == GTK_TEXT_DIR_RTL;

  gtk_inscription_set_xalign (text, end != rtl ? 1 : 0);
}

/**
 * tw_field_is_numeric:
 * @field: a field
 *
 * Returns: whether its values are numbers, which stand at the end of their column so that digits align
 */
gboolean
tw_field_is_numeric (const TwField *field)
{
  switch (field->kind)
    {
    case TW_KIND_INTEGER:
    case TW_KIND_DECIMAL:
    case TW_KIND_PERCENT:
    case TW_KIND_MONEY:
    case TW_KIND_DURATION:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * tw_field_get_width:
 * @field: a field
 *
 * Returns: the width of its column in pixels, 0 for one that takes the room that is left
 */
int
tw_field_get_width (const TwField *field)
{
  if (field == field->entity->name_field)
    return 0;
  switch (field->kind)
    {
    case TW_KIND_INTEGER:
    case TW_KIND_PERCENT:
    case TW_KIND_BOOLEAN:
    case TW_KIND_DECIMAL:
    case TW_KIND_DURATION:
    case TW_KIND_TIME:
    case TW_KIND_DATE:
      return 105;
    case TW_KIND_MONEY:
      return 120;
    case TW_KIND_NUMBER:
    case TW_KIND_ENUM:
      return 130;
    case TW_KIND_DATETIME:
    case TW_KIND_PHONE:
      return 150;
    default:
      return 145;
    }
}

/**
 * tw_choice_get_css_class:
 * @choice: a choice
 *
 * Returns: (nullable): the CSS class of its palette colour; NULL when it has none or one of its own
 */
const char *
tw_choice_get_css_class (const TwChoice *choice)
{
  for (guint i = 0; choice->color != NULL && i < G_N_ELEMENTS (palette); i++)
    if (g_str_equal (choice->color, palette[i]))
      return palette_classes[i];
  return NULL;
}
