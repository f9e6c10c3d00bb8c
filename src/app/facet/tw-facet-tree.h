/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The facet of a link to a category: a category stands below the one that it is a part of, and counts what lies below it, too. An entity is one
 * of categories by its shape: a tree link to itself, and a computed field "path". */
#pragma once

#include "tw-facet-count.h"

G_BEGIN_DECLS

/* The tree link of the entity that the field leads to; NULL: it does not lead to categories. */
const TwField *tw_facet_find_tree (const TwField *field);
/* groups: (element-type TwGroup) the records by the field. (element-type TwFacetValue) Blocks. */
GPtrArray     *tw_facet_tree_count (TwStore *store, const TwField *field, const TwField *tree, GPtrArray *groups, GError **error);

G_END_DECLS
