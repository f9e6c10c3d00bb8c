/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-list-cell.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "tw-field-text.h"
#include "tw-portrait.h"

/* A signal factory, not a GtkBuilderListItemFactory: the field of a cell is only known at run time, and a cell is filled anew by
 * its row's "changed" as pages arrive. Cells are one GtkInscription (the cheapest text), with a dot before it for choices. */

#define FACE_SIZE 24                                   /* pixels: rows stay as high as they are */
#define NAME_CHARS 20                                  /* a name that cannot be read is none */
#define CELL_FRAME 26                                  /* pixels beside the words of a cell */
#define LETTER_WIDTH 7.5                               /* of digits and of the abbreviated names of months */
#define BOLD_WIDTH 8.5
#define RIGHT_TO_LEFT_MARK 0x200f

static const char *const palette[] = {
  "blue", "green", "yellow", "orange", "red", "purple", "brown", "slate", "teal", "coral",
};
static const char *const palette_classes[] = {
  "tw-color-blue", "tw-color-green", "tw-color-yellow", "tw-color-orange", "tw-color-red",
  "tw-color-purple", "tw-color-brown", "tw-color-slate", "tw-color-teal", "tw-color-coral",
};

typedef struct
{
  const TwField *field;
  gboolean       leads;
  TwThumbnailer *faces;                                /* (owned) (nullable) of a column of people's names */
  TwListCellFunc func;
  gpointer       data;                                 /* (nullable) weak */
} Column;

static Column *
column_ref (Column *column)
{
  return g_atomic_rc_box_acquire (column);
}

static void
column_clear (gpointer data)
{
  Column *column = data;

  if (column->data != NULL)
    g_object_remove_weak_pointer (column->data, &column->data);
  g_clear_object (&column->faces);
}

static void
column_unref (Column *column)
{
  g_atomic_rc_box_release_full (column, column_clear);
}

static void
column_closed (gpointer  data,
               GClosure *closure)
{
  column_unref (data);
}

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

static GtkInscription *
get_text (GtkWidget *cell)
{
  return GTK_INSCRIPTION (GTK_IS_BOX (cell) ? gtk_widget_get_last_child (cell) : cell);
}

/* By its first letter or mark; neutral without one. */
static PangoDirection
get_direction (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == RIGHT_TO_LEFT_MARK)
        return PANGO_DIRECTION_RTL;
      if (!g_unichar_isalpha (c))
        continue;
      switch (g_unichar_get_script (c))
        {
        case G_UNICODE_SCRIPT_ARABIC:
        case G_UNICODE_SCRIPT_HEBREW:
        case G_UNICODE_SCRIPT_NKO:
        case G_UNICODE_SCRIPT_SYRIAC:
        case G_UNICODE_SCRIPT_THAANA:
          return PANGO_DIRECTION_RTL;
        default:
          return PANGO_DIRECTION_LTR;
        }
    }
  return PANGO_DIRECTION_NEUTRAL;
}

/**
 * tw_inscription_show:
 * @inscription: a text in a table
 * @text: what to show
 * @end: whether it is a number, which stands at the right in every script
 *
 * Shows a text where it belongs: a line that runs from right to left turns the alignment of its inscription round.
 */
void
tw_inscription_show (GtkInscription *inscription,
                     const char     *text,
                     gboolean        end)
{
  gboolean reversed = gtk_widget_get_direction (GTK_WIDGET (inscription)) == GTK_TEXT_DIR_RTL;
  PangoDirection direction = get_direction (text);
  gboolean turned = direction == PANGO_DIRECTION_NEUTRAL ? reversed : direction == PANGO_DIRECTION_RTL;

  gtk_inscription_set_xalign (inscription, (end || reversed) != turned ? 1 : 0);
  gtk_inscription_set_text (inscription, text);
}

static void
fill_group (GtkListItem *item,
            Column      *column)
{
  TwListGroup *group = gtk_list_item_get_item (item);
  GtkWidget *cell = gtk_list_item_get_child (item);
  GtkInscription *text = get_text (cell);
  g_autofree char *title = NULL, *name = NULL;

  gtk_widget_add_css_class (cell, "tw-group-cell");
  if (GTK_IS_BOX (cell))
    gtk_widget_set_visible (gtk_widget_get_first_child (cell), FALSE);
  if (column->leads)
    {
      /* The name is isolated, so that it stands at the start of the line and its count behind it in every script. */
      name = g_strdup_printf ("\u2068%s\u2069", tw_list_group_get_title (group));
      /* Translators: the head of a group in a list: its name, and how many records it has. */
      title = g_strdup_printf (_("%1$s  (%2$'" PRId64 ")"), name, tw_list_group_get_count (group));
    }
  else if (tw_list_group_get_total (group, column->field->key) != NULL)
    {
      title = tw_field_isolate (column->field, tw_list_group_get_total (group, column->field->key));
    }
  tw_inscription_show (text, title != NULL ? title : "", !column->leads && tw_field_is_numeric (column->field));
}

/* The dot of a choice, or the portrait beside a name. */
static void
fill_mark (GtkWidget *mark,
           TwRow     *row,
           Column    *column)
{
  if (!TW_IS_PORTRAIT (mark))
    {
      show_choice (mark, get_choice (row, column->field));
      return;
    }
  gtk_widget_set_visible (mark, TRUE);
  tw_portrait_show_record (TW_PORTRAIT (mark), tw_row_get_record (row));
}

static void
fill_row (GtkListItem *item,
          Column      *column)
{
  TwRow *row = gtk_list_item_get_item (item);
  GtkWidget *cell = gtk_list_item_get_child (item);
  g_autofree char *isolated = NULL;

  gtk_widget_remove_css_class (cell, "tw-group-cell");
  if (GTK_IS_BOX (cell))
    fill_mark (gtk_widget_get_first_child (cell), row, column);
  isolated = tw_field_isolate (column->field, tw_row_get_text (row, column->field));
  tw_inscription_show (get_text (cell), isolated, tw_field_is_numeric (column->field));
}

static void
fill (GtkListItem *item,
      Column      *column)
{
  GObject *object = gtk_list_item_get_item (item);

  if (TW_IS_LIST_GROUP (object))
    fill_group (item, column);
  else if (object != NULL)
    fill_row (item, column);
}

static void
item_changed_cb (GObject     *object,
                 GtkListItem *item)
{
  fill (item, g_object_get_data (G_OBJECT (item), "tw-column"));
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            GtkListItem     *item)
{
  Column *column = g_object_get_data (G_OBJECT (item), "tw-column");

  if (column->data != NULL && column->func (gtk_list_item_get_child (item), item, n_press, column->data))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static GtkWidget *
make_text (const TwField *field)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), 3);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), 12);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_set_hexpand (text, TRUE);
  if (tw_field_is_numeric (field))
    gtk_widget_add_css_class (text, "numeric");
  if (field == field->entity->name_field)
    {
      gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), NAME_CHARS);
      gtk_widget_add_css_class (text, "tw-name-cell");
    }
  return text;
}

static GtkWidget *
make_mark (Column *column)
{
  GtkWidget *dot = NULL;

  if (column->faces != NULL)
    return tw_portrait_new (column->faces, FACE_SIZE);
  dot = gtk_image_new_from_icon_name ("media-record-symbolic");
  gtk_image_set_pixel_size (GTK_IMAGE (dot), 10);
  return dot;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          Column                   *column)
{
  GtkWidget *cell = make_text (column->field);
  GtkGesture *click = gtk_gesture_click_new ();

  if (column->field->kind == TW_KIND_ENUM || column->faces != NULL)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

      gtk_box_append (GTK_BOX (box), make_mark (column));
      gtk_box_append (GTK_BOX (box), cell);
      cell = box;
    }
  /* The row takes clicks; a cell that took them, too, would unselect with Ctrl what the row has just selected. */
  gtk_list_item_set_selectable (item, FALSE);
  gtk_list_item_set_activatable (item, FALSE);
  /* With its padding the cell fills its row, so that it is hit wherever one clicks; a text with more room than that would be
   * broken into lines. */
  gtk_widget_set_valign (cell, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (cell, "tw-cell");
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), item);
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (click));
  g_object_set_data (G_OBJECT (cell), "tw-item", item);
  g_object_set_data (G_OBJECT (cell), "tw-field", (gpointer) column->field);
  g_object_set_data_full (G_OBJECT (item), "tw-column", column_ref (column), (GDestroyNotify) column_unref);
  gtk_list_item_set_child (item, cell);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         Column                   *column)
{
  g_signal_connect (gtk_list_item_get_item (item), "changed", G_CALLBACK (item_changed_cb), item);
  fill (item, column);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           Column                   *column)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), item_changed_cb, item);
}

/**
 * tw_list_cell_factory_new:
 * @field: a field of a schema that outlives the factory
 * @leads: whether this is the first column
 * @faces: (nullable): makes the portraits of a column of people's names
 * @func: what a click in a cell does
 * @data: for @func, which is not called after it is gone
 *
 * Returns: (transfer full): makes the cells of the field's column; the model's items are TwRow and TwListGroup
 */
GtkListItemFactory *
tw_list_cell_factory_new (const TwField *field,
                          gboolean       leads,
                          TwThumbnailer *faces,
                          TwListCellFunc func,
                          GObject       *data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Column *column = g_atomic_rc_box_new0 (Column);

  column->field = field;
  column->leads = leads;
  column->faces = faces != NULL ? g_object_ref (faces) : NULL;
  column->func = func;
  column->data = data;
  g_object_add_weak_pointer (data, &column->data);
  g_signal_connect_data (factory, "setup", G_CALLBACK (setup_cb), column, column_closed, 0);
  g_signal_connect_data (factory, "bind", G_CALLBACK (bind_cb), column_ref (column), column_closed, 0);
  g_signal_connect_data (factory, "unbind", G_CALLBACK (unbind_cb), column_ref (column), column_closed, 0);
  return factory;
}

/**
 * tw_list_cell_get_field:
 * @cell: a widget
 *
 * Returns: (transfer none) (nullable): the field that it shows, when it is a cell
 */
const TwField *
tw_list_cell_get_field (GtkWidget *cell)
{
  return g_object_get_data (G_OBJECT (cell), "tw-field");
}

/**
 * tw_list_cell_get_item:
 * @cell: a cell
 *
 * Returns: (transfer none): its list item
 */
GtkListItem *
tw_list_cell_get_item (GtkWidget *cell)
{
  return g_object_get_data (G_OBJECT (cell), "tw-item");
}

/**
 * tw_label_align_number:
 * @label: a label of a column of numbers
 *
 * Puts its text to the right, so that digits of the same place stand below each other; a desktop that runs from right to left turns
 * the alignment of labels round.
 */
void
tw_label_align_number (GtkLabel *label)
{
  gtk_label_set_xalign (label, gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL ? 0 : 1);
}

/**
 * tw_column_title_align_number:
 * @title: the title of a column of numbers: a child of the header of its table
 *
 * Puts the title over the digits, which stand at the right in every script. The mark of the order goes to the other side, where it
 * takes no room from the title.
 */
void
tw_column_title_align_number (GtkWidget *title)
{
  GtkWidget *content = gtk_widget_get_first_child (title);
  GtkWidget *label = content != NULL ? gtk_widget_get_first_child (content) : NULL;
  GtkWidget *mark = label != NULL ? gtk_widget_get_next_sibling (label) : NULL;

  if (content == NULL || gtk_widget_get_direction (content) == GTK_TEXT_DIR_RTL)
    return;
  gtk_widget_set_halign (content, GTK_ALIGN_END);
  if (mark != NULL)
    gtk_widget_insert_before (mark, content, label);
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
 * tw_field_can_sort:
 * @field: a field
 *
 * Returns: whether its values have an order that means something
 */
gboolean
tw_field_can_sort (const TwField *field)
{
  switch (field->kind)
    {
    case TW_KIND_LINKS:
    case TW_KIND_SET:
    case TW_KIND_TAGS:
    case TW_KIND_LIST:
    case TW_KIND_JSON:
    case TW_KIND_GEO:
    case TW_KIND_RICHTEXT:
    case TW_KIND_LONGTEXT:
      return FALSE;
    default:
      return TRUE;
    }
}

/* Some languages write the month as a word, and the year in four digits. */
static int
get_date_width (void)
{
  g_autofree char *sample = NULL;
  TwDate date = 0;

  tw_date_from_ymd (2028, 12, 28, &date);
  sample = tw_date_format (date);
  return MAX (105, (int) (g_utf8_strlen (sample, -1) * LETTER_WIDTH) + CELL_FRAME);
}

/* For the sum of a group, in a currency that has no short sign in some languages. */
static int
get_money_width (void)
{
  TwMoney money = { 8888888 * TW_MONEY_ONE, 0 };
  g_autofree char *sample = NULL;

  if (!tw_currency_parse ("USD", &money.currency))
    return 120;
  sample = tw_money_format_whole (&money);
  return MAX (120, (int) (g_utf8_strlen (sample, -1) * BOLD_WIDTH) + CELL_FRAME);
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
      return 105;
    case TW_KIND_DATE:
      return get_date_width ();
    case TW_KIND_MONEY:
      return get_money_width ();
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
