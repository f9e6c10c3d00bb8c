/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Boxes side by side: the two addresses of a letter, a logo beside a company's name, terms in a frame. What stands in a box stands below one
 * another: texts, pairs of a label and a value, pictures, rules. Boxes that are higher than a third of the page go on over pages. */
#pragma once

#include "tw-paper.h"
#include "tw-paper-image.h"

G_BEGIN_DECLS

typedef struct
{
  double  share;                                       /* of the width, more than 0; all together at most 1 */
  double  pad;                                         /* points, on all sides */
  gboolean has_fill, has_frame;
  guint32 fill, frame;                                 /* 0xRRGGBB */
} TwPaperBox;

TwPaperBoxes *tw_paper_boxes_new       (double gap);
void          tw_paper_boxes_add       (TwPaperBoxes *boxes, const TwPaperBox *box);
/* Into the box that was added last; before: room above it, not at the top of the box, points. */
void          tw_paper_boxes_add_text  (TwPaperBoxes *boxes, const TwPaperStyle *style, const char *text, double before);
void          tw_paper_boxes_add_pair  (TwPaperBoxes *boxes, double share, const TwPaperStyle *label_style, const char *label,
                                        const TwPaperStyle *value_style, const char *value, double before);
void          tw_paper_boxes_add_image (TwPaperBoxes *boxes, TwPaperImage *image, TwPaperAlign align, double max_width, double max_height,
                                        double before);
void          tw_paper_boxes_add_rule  (TwPaperBoxes *boxes, guint32 color, double thickness, double before);
void          tw_paper_boxes_free      (TwPaperBoxes *boxes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwPaperBoxes, tw_paper_boxes_free)

G_END_DECLS
