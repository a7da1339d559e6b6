-- Hand check: with every input a constant the answers can be worked out on paper (run with --sampler expected).
-- 手算核对：把参数都设为常数，结果可以笔算（用 --sampler expected 运行）。
--   a  6000 × .93 × .83 = 4,631.4 level certificates, 600 × .93 × .83 = 463.1 of them high-skilled
--   b  the same, subsidised trainings only: 4000 × .93 × .83 = 3,087.6
--   c  high-skilled at 80 %: 600 × .93 × .80 = 446.4
--   d  work-for-training: 900 × .95 × .75 × 1500 = 961,875 yuan
local a_year = by_year { [2026] = 300, [2027] = 300, [2028] = 300, otherwise = 0 }
scenario {
  model = "baseline.lua",
  title = { en = "Hand check", zh = "手算核对" },
  question = { en = "Does the model give what paper and pencil give?", zh = "模型与笔算是否一致？" },
  set = {
    annual_task = {
      otherwise = 0,
      hr = by_year { [2026] = 1250, [2027] = 1250, [2028] = 1500, otherwise = 0 },
      industry = by_year { [2026] = 750, [2027] = 750, [2028] = 500, otherwise = 0 },
    },
    filling = 1, department_filling = 1,
    course_weight = by_month { [6] = 1, otherwise = 0 }, firm_weight = by_month { [6] = 1, otherwise = 0 },
    qualification_part = 0, work_part = 0, level_part = 1, level_part_shift = 0, high_skill_share_planned = .10,
    short_same_month = 1, long_next_month = 1, completion = .93,
    exam_wait = { m0 = 1, otherwise = 0 }, pass_rate = .83, pass_spread = 0, pass_common = 0,
    reject_identity = 0, reject_repeat = 0, returned = 0, claim_organised = 1, claim_firm = 1,
    claim_wait = { m0 = 1, otherwise = 0 }, check_wait = { m0 = 1, otherwise = 0 },
    notice_wait = { m0 = 1, otherwise = 0 }, payment_wait = { m1 = 1, otherwise = 0 },
  },
  variants = {
    { name = "a", title = { en = "all certificates count", zh = "全部证书计数" } },
    { name = "b", title = { en = "subsidised trainings only", zh = "仅政府补贴性培训" }, set = { cert_base = "gov_only" } },
    { name = "c", title = { en = "high-skilled at 80 %", zh = "高级工以上通过率80%" }, set = { pass_rate = .80 } },
    { name = "d", title = { en = "work-for-training", zh = "以工代训" },
      set = { annual_task = { industry = a_year }, firm_weight = by_month { [1] = 1, otherwise = 0 }, work_part = 1,
        work_completion = .95, retention = .75 } },
  },
}
