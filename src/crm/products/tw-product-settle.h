/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Categories of products are records. A version before wrote them as words. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* Makes categories of the words that products still have, and puts the products there. At a device they come from its server. */
void tw_product_settle (TwStore *store);

G_END_DECLS
