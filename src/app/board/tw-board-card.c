/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-board-card.h"

#include "tw-field-text.h"

/* A card is one widget that draws its lines: a list view keeps about two hundred of them alive in each column, so that a tree of
 * labels would be ten thousand widgets on a board of six. */

#define SPACING 3                                      /* between lines, in pixels */
#define GAP     6                                      /* between texts of a line */
#define SMALL   0.83                                   /* of the font's size, as .caption */
#define ICON    16
#define MARGIN  64                                     /* pixels round a card that nothing is drawn in */
#define SIDES   1024                                   /* how many widths, and heights, tell texts apart */

typedef enum { FONT_NORMAL, FONT_BOLD, FONT_SMALL, FONT_SMALL_BOLD } Font;

struct _TwBoardCard
{
  GtkWidget         parent_instance;

  TwRow            *row;                               /* (owned) (nullable) */
  TwBoardCardStyle *style;                             /* (nullable) of the row's column */
  gulong            changed_id;
  int               height;                            /* that it was measured with; 0: not yet */

  /* What is drawn, by line; empty ones take no room. */
  char             *title;                             /* (owned) */
  char             *detail;                            /* (owned) (nullable) */
  char             *value;                             /* (owned) (nullable) */
  char             *date;                              /* (owned) (nullable) */
  char             *initials;                          /* (owned) (nullable) */
  TwCardPace        pace;
};

G_DEFINE_FINAL_TYPE (TwBoardCard, tw_board_card, GTK_TYPE_WIDGET)

static gboolean
is_there (const char *text)
{
  return text != NULL && *text != '\0';
}

/* "Darcel Schlecht" is DS. */
static char *
dup_initials (const char *name)
{
  GString *initials = g_string_new (NULL);
  gboolean start = TRUE;
  guint n = 0;

  for (const char *p = name; *p != '\0' && n < 2; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (start && g_unichar_isalpha (c))
        {
          g_string_append_unichar (initials, g_unichar_toupper (c));
          n++;
        }
      start = g_unichar_isspace (c) || c == '-';
    }
  return g_string_free (initials, FALSE);
}

static gboolean
is_shown_elsewhere (TwBoardCard    *self,
                    const TwEntity *entity,
                    const TwField  *field)
{
  return field == NULL || field == entity->name_field || field == entity->value_field || field == entity->date_field
         || field == entity->owner_field || field == entity->next_field || field->number == self->style->group;
}

/* The second line: the card's other fields, such as the company and the priority. */
static char *
dup_detail (TwBoardCard    *self,
            const TwEntity *entity)
{
  GString *detail = g_string_new (NULL);

  for (const char *const *key = entity->card_fields; key != NULL && *key != NULL; key++)
    {
      const TwField *field = tw_entity_get_field (entity, *key);
      g_autofree char *text = NULL;

      if (is_shown_elsewhere (self, entity, field))
        continue;
      text = tw_field_isolate (field, tw_row_get_text (self->row, field));
      if (*text != '\0')
        g_string_append_printf (detail, "%s%s", detail->len > 0 ? " · " : "", text);
    }
  return tw_line_free (detail);
}

static char *
dup_field (TwBoardCard   *self,
           const TwField *field)
{
  return field != NULL ? tw_field_isolate (field, tw_row_get_text (self->row, field)) : NULL;
}

static void
clear_texts (TwBoardCard *self)
{
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->detail, g_free);
  g_clear_pointer (&self->value, g_free);
  g_clear_pointer (&self->date, g_free);
  g_clear_pointer (&self->initials, g_free);
  tw_card_pace_clear (&self->pace);
}

/* Of the lines that have words. */
static int
compute_height (TwBoardCard *self)
{
  int line = self->style->line, small_line = self->style->small_line, height = line;

  if (is_there (self->detail))
    height += line + SPACING;
  if (is_there (self->value) || is_there (self->date) || is_there (self->initials))
    height += line + SPACING;
  if (self->pace.stay != NULL)
    height += small_line + SPACING;
  if (self->pace.late != NULL)
    height += small_line + SPACING;
  if (self->pace.warning != NULL)
    height += small_line + SPACING;
  return height;
}

/* What is drawn in a colour of its own is said, too. */
static void
describe (TwBoardCard *self)
{
  const char *parts[3] = { NULL };
  g_autofree char *description = NULL;
  guint n = 0;

  if (self->pace.late != NULL)
    parts[n++] = self->pace.late;
  if (self->pace.warning != NULL)
    parts[n++] = self->pace.warning;
  description = g_strjoinv (" · ", (char **) parts);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

/* A row that has not been read yet is a card without words. While cards are recycled most keep their height: a list need not be laid
 * out again for them. */
static void
fill (TwBoardCard *self)
{
  TwRecord *record = tw_row_get_record (self->row);
  const TwEntity *entity = record != NULL ? tw_record_get_entity (record) : NULL;

  clear_texts (self);
  if (entity != NULL)
    {
      self->title = g_strdup (tw_row_get_text (self->row, entity->name_field));
      self->detail = self->style->compact ? NULL : dup_detail (self, entity);
      self->value = dup_field (self, entity->value_field);
      self->date = dup_field (self, entity->date_field);
      self->initials = entity->owner_field != NULL ? dup_initials (tw_row_get_text (self->row, entity->owner_field)) : NULL;
      tw_card_pace_fill (&self->pace, self->row, self->style);
      describe (self);
    }
  if (self->height > 0 && self->style->line > 0 && compute_height (self) == self->height)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else
    gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* --- Drawing --- */

static PangoFontDescription *
make_font (TwBoardCard *self,
           Font         font)
{
  PangoFontDescription *description = pango_font_description_copy (
    pango_context_get_font_description (gtk_widget_get_pango_context (GTK_WIDGET (self))));
  int size = pango_font_description_get_size (description);

  if (font == FONT_BOLD || font == FONT_SMALL_BOLD)
    pango_font_description_set_weight (description, PANGO_WEIGHT_SEMIBOLD);
  if (font == FONT_SMALL || font == FONT_SMALL_BOLD)
    {
      if (pango_font_description_get_size_is_absolute (description))
        pango_font_description_set_absolute_size (description, size * SMALL);
      else
        pango_font_description_set_size (description, (int) (size * SMALL));
    }
  return description;
}

/* Fonts and the heights of lines are the same on all cards of a column. */
static void
ensure_style (TwBoardCard *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = NULL, *latin = NULL;

  if (self->style->line > 0)
    return;
  /* Names are in Latin letters everywhere, whose font is higher than that of some other scripts. */
  metrics = pango_context_get_metrics (context, NULL, NULL);
  latin = pango_context_get_metrics (context, NULL, pango_language_from_string ("en"));
  self->style->line = PANGO_PIXELS_CEIL (MAX (pango_font_metrics_get_height (metrics), pango_font_metrics_get_height (latin)));
  pango_font_metrics_unref (latin);
  self->style->small_line = (int) (self->style->line * SMALL + 0.999);
  pango_font_metrics_unref (metrics);
  for (guint i = 0; i < G_N_ELEMENTS (self->style->fonts); i++)
    self->style->fonts[i] = make_font (self, (Font) i);
}

/* What a text may take of a line, in the direction of reading: start and room; end: it stands at the far end of its room. Returns
 * the width that it took. */
typedef struct
{
  int      start, room, y, height;
  gboolean end;
} Place;

static int
draw_text (TwBoardCard   *self,
           GtkSnapshot   *snapshot,
           PangoLayout   *layout,
           const char    *text,
           Font           font,
           const GdkRGBA *color,
           const Place   *place)
{
  gboolean reversed = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int left = reversed ? gtk_widget_get_width (GTK_WIDGET (self)) - place->start - place->room : place->start;
  int width, height;

  pango_layout_set_font_description (layout, self->style->fonts[font]);
  pango_layout_set_width (layout, -1);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  if (width > place->room)
    {
      pango_layout_set_width (layout, MAX (place->room, 1) * PANGO_SCALE);
      width = place->room;
    }
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (reversed != place->end ? left + place->room - width : left,
                                                          place->y + (place->height - height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
  return width;
}

static int
get_pill_width (TwBoardCard *self)
{
  return is_there (self->initials) ? self->style->line + 12 : 0;
}

static void
draw_initials (TwBoardCard   *self,
               GtkSnapshot   *snapshot,
               PangoLayout   *layout,
               const GdkRGBA *color,
               int            y)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), pill = get_pill_width (self), height = self->style->line;
  gboolean reversed = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (reversed ? 0 : width - pill, y, pill, height);
  GskRoundedRect outline;
  GdkRGBA back = *color;
  int text_width, text_height;

  gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), "accent_bg_color", &back);
  back.alpha = 0.15f;
  gsk_rounded_rect_init_from_rect (&outline, &bounds, height / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &back, &bounds);
  gtk_snapshot_pop (snapshot);
  pango_layout_set_font_description (layout, self->style->fonts[FONT_SMALL_BOLD]);
  pango_layout_set_width (layout, -1);
  pango_layout_set_text (layout, self->initials, -1);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (bounds.origin.x + (pill - text_width) / 2, y + (height - text_height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/* A line in a colour, with a sign before it: colour alone tells nobody anything. */
static void
draw_alert (TwBoardCard *self,
            GtkSnapshot *snapshot,
            PangoLayout *layout,
            const char  *text,
            const char  *icon_name,
            const char  *color_name,
            int          y)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int width = gtk_widget_get_width (widget), height = self->style->small_line;
  gboolean reversed = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  g_autoptr(GtkIconPaintable) icon = gtk_icon_theme_lookup_icon (
    gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)), icon_name, NULL, ICON,
    gtk_widget_get_scale_factor (widget), gtk_widget_get_direction (widget), GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
  Place place = { ICON + GAP, width - ICON - GAP, y, height, FALSE };
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), color_name, &color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (reversed ? width - ICON : 0, y + (height - ICON) / 2));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, ICON, ICON, &color, 1);
  gtk_snapshot_restore (snapshot);
  draw_text (self, snapshot, layout, text, FONT_SMALL_BOLD, &color, &place);
}

/* Value, date and the owner: one line. */
static void
draw_foot (TwBoardCard   *self,
           GtkSnapshot   *snapshot,
           PangoLayout   *layout,
           const GdkRGBA *color,
           const GdkRGBA *dim,
           int            y)
{
  int room = gtk_widget_get_width (GTK_WIDGET (self)), pill = get_pill_width (self);
  Place place = { 0, 0, y, self->style->line, TRUE };

  if (pill > 0)
    {
      draw_initials (self, snapshot, layout, color, y);
      room -= pill + GAP;
    }
  place.room = room;
  if (is_there (self->date))
    {
      /* A date without a value stands where values stand. */
      place.end = is_there (self->value);
      room -= draw_text (self, snapshot, layout, self->date, FONT_SMALL, dim, &place) + GAP;
    }
  place.end = FALSE;
  place.room = MAX (room, 0);
  if (is_there (self->value))
    draw_text (self, snapshot, layout, self->value, FONT_NORMAL, color, &place);
}

static void
draw (TwBoardCard *self,
      GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr(PangoLayout) layout = NULL;
  Place place = { 0, gtk_widget_get_width (widget), 0, 0, FALSE };
  gboolean contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  GdkRGBA color, dim;

  ensure_style (self);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  dim = color;
  dim.alpha *= contrast ? 0.9f : 0.65f;
  layout = gtk_widget_create_pango_layout (widget, NULL);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  place.height = self->style->line;
  draw_text (self, snapshot, layout, self->title, FONT_BOLD, &color, &place);
  place.y += place.height + SPACING;
  if (is_there (self->detail))
    {
      draw_text (self, snapshot, layout, self->detail, FONT_NORMAL, &dim, &place);
      place.y += place.height + SPACING;
    }
  if (is_there (self->value) || is_there (self->date) || is_there (self->initials))
    {
      draw_foot (self, snapshot, layout, &color, &dim, place.y);
      place.y += place.height + SPACING;
    }
  place.height = self->style->small_line;
  if (self->pace.stay != NULL)
    {
      draw_text (self, snapshot, layout, self->pace.stay, FONT_SMALL, &dim, &place);
      place.y += place.height + SPACING;
    }
  if (self->pace.late != NULL)
    {
      draw_alert (self, snapshot, layout, self->pace.late, "alarm-symbolic", "tw_red", place.y);
      place.y += place.height + SPACING;
    }
  if (self->pace.warning != NULL)
    draw_alert (self, snapshot, layout, self->pace.warning, "dialog-warning-symbolic", "tw_orange", place.y);
}

/* Each text that changed is a rectangle to paint anew, and above some thirty of them the toolkit paints everything that holds them, here the whole
 * board. So a card with other texts differs as a whole: it is clipped far outside of what it draws, by a rectangle that depends on them. */
static void
tw_board_card_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  TwBoardCard *self = TW_BOARD_CARD (widget);
  const char *texts[] = { self->title, self->detail, self->value, self->date, self->initials,
                          self->pace.stay, self->pace.late, self->pace.warning };
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GtkSnapshot *own = NULL;
  GskRenderNode *node = NULL, *clip = NULL;
  guint hash = 0;

  if (!is_there (self->title) || width <= 0)
    return;
  own = gtk_snapshot_new ();
  draw (self, own);
  node = gtk_snapshot_free_to_node (own);
  if (node == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    hash = hash * 31 + (texts[i] != NULL ? g_str_hash (texts[i]) : 0);
  clip = gsk_clip_node_new (node, &GRAPHENE_RECT_INIT (-MARGIN, -MARGIN, width + 2 * MARGIN + hash % SIDES, height + 2 * MARGIN + hash / SIDES % SIDES));
  gtk_snapshot_append_node (snapshot, clip);
  gsk_render_node_unref (clip);
  gsk_render_node_unref (node);
}

static void
tw_board_card_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  TwBoardCard *self = TW_BOARD_CARD (widget);
  int size = 0;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 96;
      *natural = 200;
      return;
    }
  if (self->style != NULL)
    {
      ensure_style (self);
      size = compute_height (self);
    }
  self->height = size;
  *minimum = *natural = size;
}

/* The owner's name over the initials. */
static gboolean
tw_board_card_query_tooltip (GtkWidget  *widget,
                             int         x,
                             int         y,
                             gboolean    keyboard,
                             GtkTooltip *tooltip)
{
  TwBoardCard *self = TW_BOARD_CARD (widget);
  TwRecord *record = self->row != NULL ? tw_row_get_record (self->row) : NULL;
  const TwField *owner = record != NULL ? tw_record_get_entity (record)->owner_field : NULL;

  if (owner == NULL || !is_there (self->initials))
    return FALSE;
  gtk_tooltip_set_text (tooltip, tw_row_get_text (self->row, owner));
  return TRUE;
}

static void
tw_board_card_dispose (GObject *object)
{
  tw_board_card_set_row (TW_BOARD_CARD (object), NULL, NULL);
  G_OBJECT_CLASS (tw_board_card_parent_class)->dispose (object);
}

static void
tw_board_card_class_init (TwBoardCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_board_card_dispose;
  widget_class->measure = tw_board_card_measure;
  widget_class->snapshot = tw_board_card_snapshot;
  widget_class->query_tooltip = tw_board_card_query_tooltip;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tw_board_card_init (TwBoardCard *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "tw-card");
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

void
tw_board_card_style_clear (TwBoardCardStyle *style)
{
  style->line = style->small_line = 0;
  for (guint i = 0; i < G_N_ELEMENTS (style->fonts); i++)
    g_clear_pointer (&style->fonts[i], pango_font_description_free);
}

GtkWidget *
tw_board_card_new (void)
{
  return g_object_new (TW_TYPE_BOARD_CARD, NULL);
}

void
tw_board_card_set_row (TwBoardCard      *self,
                       TwRow            *row,
                       TwBoardCardStyle *style)
{
  if (self->row != NULL)
    g_clear_signal_handler (&self->changed_id, self->row);
  g_set_object (&self->row, row);
  self->style = style;
  if (row == NULL)
    {
      clear_texts (self);
      return;
    }
  self->changed_id = g_signal_connect_swapped (row, "changed", G_CALLBACK (fill), self);
  fill (self);
}

TwRow *
tw_board_card_get_row (TwBoardCard *self)
{
  g_return_val_if_fail (TW_IS_BOARD_CARD (self), NULL);
  return self->row;
}

/* A class of its own: were it the row's state that the card is styled by, each card would be styled anew whenever the pointer, the
 * focus or a dragged card enters the column. */
void
tw_board_card_set_chosen (TwBoardCard *self,
                          gboolean     chosen)
{
  g_return_if_fail (TW_IS_BOARD_CARD (self));
  if (chosen)
    gtk_widget_add_css_class (GTK_WIDGET (self), "tw-chosen");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "tw-chosen");
}

void
tw_board_card_update (TwBoardCard *self)
{
  g_return_if_fail (TW_IS_BOARD_CARD (self));
  if (self->row != NULL)
    fill (self);
}

const char *
tw_board_card_get_warning (TwBoardCard *self)
{
  g_return_val_if_fail (TW_IS_BOARD_CARD (self), NULL);
  return self->pace.warning;
}

/**
 * tw_board_card_get_pace:
 * @self: a card
 *
 * Returns: (transfer none) (nullable): how long the record has been in this column and when the next task with it is
 */
const char *
tw_board_card_get_pace (TwBoardCard *self)
{
  g_return_val_if_fail (TW_IS_BOARD_CARD (self), NULL);
  return self->pace.stay;
}

/**
 * tw_board_card_get_late:
 * @self: a card
 *
 * Returns: (transfer none) (nullable): that what was planned with the record should have been done
 */
const char *
tw_board_card_get_late (TwBoardCard *self)
{
  g_return_val_if_fail (TW_IS_BOARD_CARD (self), NULL);
  return self->pace.late;
}

const char *
tw_board_card_get_detail (TwBoardCard *self)
{
  g_return_val_if_fail (TW_IS_BOARD_CARD (self), NULL);
  return self->detail;
}
